//! How fast definitions are read: `cargo run --example measure -p kpi-syntax [FILE]`.
//!
//! Without a file ten thousand definitions are made up. Messages go out as `line:column code message`.
#![allow(clippy::print_stdout, clippy::format_push_string, reason = "this program's only purpose is to print")]

use std::time::Instant;

use kpi_diagnostics::Texts;

fn main() -> std::io::Result<()> {
    let text = match std::env::args().nth(1) {
        Some(path) => std::fs::read_to_string(path)?,
        None => made_up(10_000),
    };
    let mut texts = Texts::default();
    let file = texts.add("text", text.clone());
    let mut fastest = f64::INFINITY;
    let mut parsed = kpi_syntax::parse(file, &text);
    for _ in 0..5 {
        let start = Instant::now();
        let again = kpi_syntax::parse(file, &text);
        fastest = fastest.min(start.elapsed().as_secs_f64());
        parsed = again;
    }
    for diagnostic in parsed.1.iter().take(20) {
        let (line, column) = diagnostic.span().map_or((0, 0), |span| texts.line_column(span));
        println!("{line}:{column} {} {}", diagnostic.code, diagnostic.message);
    }
    println!("{} statements, {} messages, {} bytes", parsed.0.items.len(), parsed.1.len(), text.len());
    println!("{:.1} ms, the fastest of five", fastest * 1e3);
    Ok(())
}

fn made_up(count: usize) -> String {
    let mut text = String::from("from customers\n");
    for index in 0..count {
        text.push_str(&match index % 4 {
            0 => format!("churn_{index} \"Churn rate\" = lost / start * 100; target < 5; warn < 8\n"),
            1 => format!("lost_{index} = count(at start where ended_on in period)\n"),
            2 => format!("orders.big_{index} = amount > 100 and customer.segment = \"enterprise\"\n"),
            _ => format!(
                "nps_{index} = (avg(nps_survey.score >= 9) - avg(nps_survey.score <= 6)) * 100\n    by segment\n"
            ),
        });
    }
    text
}
