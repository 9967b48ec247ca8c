//! Trees as short text, in prefix form.

use kpi_syntax::ast::{
    Better, Bound, Call, Clause, ClauseKind, Duration, Edge, Expr, ExprKind, Item, Limit, Line, Modifier, ModifierKind,
    Outcome, Path, PatternKind, Set, UnaryOp, Window, WindowKind,
};

pub(crate) fn item(item: &Item) -> String {
    match item {
        Item::From(name) => format!("from {}", name.text),
        Item::Group(text) => format!("group {:?}", text.value),
        Item::Metric(metric) => definition(&metric.name.text, metric.label.as_ref(), &metric.body, &metric.clauses),
        Item::Field(field) => {
            let name = format!("{}.{}", field.source.text, field.name.text);
            definition(&name, field.label.as_ref(), &field.body, &field.clauses)
        }
        Item::Test(test) => {
            let fixtures = test.fixtures.iter().map(|fixture| {
                let columns: Vec<&str> = fixture.columns.iter().map(|column| column.text.as_str()).collect();
                let rows = fixture
                    .rows
                    .iter()
                    .map(|row| row.iter().map(|cell| cell.value.as_str()).collect::<Vec<_>>().join("|"));
                format!(" {}[{}: {}]", fixture.source.text, columns.join("|"), rows.collect::<Vec<_>>().join(", "))
            });
            let fixtures: String = fixtures.collect();
            let expectations = test.expectations.iter().map(|expectation| {
                let outcome = match &expectation.outcome {
                    Outcome::Value { expected, within: None } => format!("= {}", expr(expected)),
                    Outcome::Value { expected, within: Some(within) } => {
                        format!("= {} within {within}", expr(expected))
                    }
                    Outcome::Status(status) => format!("is {status}"),
                };
                let scope = expectation.scope.as_ref().map_or(String::new(), |scope| format!(" for {}", expr(scope)));
                format!("; {} {outcome}{scope}", expr(&expectation.subject))
            });
            let messages = test.messages.iter().map(|message| {
                let definition =
                    message.definition.as_ref().map_or(String::new(), |text| format!(" in {:?}", text.value));
                format!("; {:?} {}{definition}", message.severity, message.code)
            });
            let expectations: String = expectations.chain(messages).collect();
            let as_of = test.as_of.map_or(String::new(), |date| format!(" as of {date}"));
            format!("test {:?} {}{as_of}{fixtures}{expectations}", test.title.value, test.period.0)
        }
        Item::Error(_) => "error".to_owned(),
    }
}

fn definition(name: &str, label: Option<&kpi_syntax::ast::Text>, body: &Expr, clauses: &[Clause]) -> String {
    let label = label.map_or(String::new(), |label| format!(" {:?}", label.value));
    let clauses: String = clauses.iter().map(|part| format!("; {}", clause(part))).collect();
    format!("{name}{label} = {}{clauses}", expr(body))
}

pub(crate) fn clause(clause: &Clause) -> String {
    match &clause.kind {
        ClauseKind::Target(target) => format!("target {}", line(target)),
        ClauseKind::Warn(warn) => format!("warn {}", line(warn)),
        ClauseKind::Unit(unit) => format!("unit {:?}", unit.value),
        ClauseKind::By { dimensions, only } => format!("by {}{}", paths(dimensions), if *only { " only" } else { "" }),
        ClauseKind::Where(condition) => format!("where {}", expr(condition)),
        ClauseKind::Over(over) => format!("over {}", window(over)),
        ClauseKind::Show(columns) => format!("show {}", paths(columns)),
        ClauseKind::MinN(count) => format!("min n {count}"),
        ClauseKind::Confidence { percent, per } => {
            format!("confidence {percent}{}", per.as_ref().map_or(String::new(), |per| format!(" per {}", path(per))))
        }
        ClauseKind::Better(Better::Higher) => "better higher".to_owned(),
        ClauseKind::Better(Better::Lower) => "better lower".to_owned(),
        ClauseKind::Fill(value) => format!("fill {value}"),
        ClauseKind::Label { language, text } => format!("label {language:?} {:?}", text.value),
        ClauseKind::Owner(text) => format!("owner {:?}", text.value),
        ClauseKind::Group(text) => format!("group {:?}", text.value),
        ClauseKind::Source(text) => format!("source {:?}", text.value),
        ClauseKind::Tags(tags) => {
            format!("tags {}", tags.iter().map(|tag| tag.text.as_str()).collect::<Vec<_>>().join(" "))
        }
        ClauseKind::Weight(value) => format!("weight {value}"),
        ClauseKind::Hidden => "hidden".to_owned(),
    }
}

fn line(line: &Line) -> String {
    let limit = |limit: &Limit| match limit {
        Limit::Percent(value, _) => format!("{value}%"),
        Limit::Expr(value) => expr(value),
    };
    let bound = match &line.bound {
        Bound::Compare(op, value) => format!("{} {}", op.symbol(), limit(value)),
        Bound::Between(low, high) => format!("between {} {}", limit(low), limit(high)),
    };
    let scope = line.scope.as_ref().map_or(String::new(), |scope| format!(" for {}", expr(scope)));
    let since = line.since.map_or(String::new(), |since| format!(" since {since}"));
    format!("{bound}{scope}{since}")
}

pub(crate) fn expr(tree: &Expr) -> String {
    let not = |negated: bool| if negated { "not " } else { "" };
    match &tree.kind {
        ExprKind::Number(value) => value.to_string(),
        ExprKind::Text(text) => format!("{text:?}"),
        ExprKind::Date(date) => date.to_string(),
        ExprKind::Duration(length) => duration(*length),
        ExprKind::Bool(value) => value.to_string(),
        ExprKind::Null => "null".to_owned(),
        ExprKind::Path(names) => path(names),
        ExprKind::Call(parts) => call(parts),
        ExprKind::Paren(inner, modifiers) => format!("({}{})", expr(inner), all(modifiers)),
        ExprKind::Unary(UnaryOp::Negate, value) => format!("(neg {})", expr(value)),
        ExprKind::Unary(UnaryOp::Not, value) => format!("(not {})", expr(value)),
        ExprKind::Binary(op, left, right) => format!("({} {} {})", op.symbol(), expr(left), expr(right)),
        ExprKind::Compare(op, left, right) => format!("({} {} {})", op.symbol(), expr(left), expr(right)),
        ExprKind::In { value, negated, set: Set::List(list) } => {
            let list = list.iter().map(expr).collect::<Vec<_>>().join(" ");
            format!("({}in {} [{list}])", not(*negated), expr(value))
        }
        ExprKind::In { value, negated, set: Set::Window(span) } => {
            format!("({}in {} {})", not(*negated), expr(value), window(span))
        }
        ExprKind::Between { value, negated, low, high } => {
            format!("({}between {} {} {})", not(*negated), expr(value), expr(low), expr(high))
        }
        ExprKind::IsNull { value, negated } => format!("(is {}null {})", not(*negated), expr(value)),
        ExprKind::Pattern { value, negated, kind, pattern } => {
            let word = if *kind == PatternKind::Like { "like" } else { "matches" };
            format!("({}{word} {} {:?})", not(*negated), expr(value), pattern.value)
        }
        ExprKind::If { condition, then, otherwise } => {
            format!("(if {} {} {})", expr(condition), expr(then), expr(otherwise))
        }
    }
}

fn call(call: &Call) -> String {
    let distinct = if call.distinct.is_some() { "distinct " } else { "" };
    let arguments = call.arguments.iter().map(expr).collect::<Vec<_>>().join(", ");
    format!("{}({distinct}{arguments}{})", path(&call.callee), all(&call.modifiers))
}

fn all(modifiers: &[Modifier]) -> String {
    modifiers.iter().map(|part| format!(" {}", modifier(part))).collect()
}

fn modifier(modifier: &Modifier) -> String {
    match &modifier.kind {
        ModifierKind::Of(name) => format!("of {}", path(name)),
        ModifierKind::PerKey(key) => format!("per {}", path(key)),
        ModifierKind::PerUnit(unit) => format!("per <{}>", unit.word()),
        ModifierKind::On(column) => format!("on {}", path(column)),
        ModifierKind::At(Edge::Start) => "at start".to_owned(),
        ModifierKind::At(Edge::End) => "at end".to_owned(),
        ModifierKind::Over(over) => format!("over {}", window(over)),
        ModifierKind::Where(condition) => format!("where {}", expr(condition)),
    }
}

pub(crate) fn window(window: &Window) -> String {
    match &window.kind {
        WindowKind::Period => "<period>".to_owned(),
        WindowKind::Last(length) => format!("<last {}>", duration(*length)),
        WindowKind::ToDate(unit) => format!("<{} to date>", unit.word()),
        WindowKind::AllTime => "<all time>".to_owned(),
        WindowKind::AllTimeUpTo(moment) => format!("<all time up to {}>", expr(moment)),
        WindowKind::AllTimeFrom(moment) => format!("<all time from {}>", expr(moment)),
        WindowKind::From(length, moment) => format!("<{} from {}>", duration(*length), expr(moment)),
        WindowKind::UpTo(length, moment) => format!("<{} up to {}>", duration(*length), expr(moment)),
        WindowKind::Named(name) => format!("<{name}>"),
    }
}

fn duration(duration: Duration) -> String {
    format!("{} {}", duration.count, duration.unit.word())
}

fn path(path: &Path) -> String {
    path.names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(".")
}

fn paths(list: &[Path]) -> String {
    list.iter().map(path).collect::<Vec<_>>().join(" ")
}
