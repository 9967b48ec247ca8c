//! Random projects: a small star of sources with awkward data, and definitions over it.
//!
//! Everything is drawn from [`Choices`], a list of numbers that proptest makes and shrinks: smaller numbers mean simpler
//! data and simpler definitions. `data` makes the rows, `language` the text of the definitions, so that parser and
//! resolver take part.

mod choices;
mod data;
mod language;
mod moments;

pub use choices::Choices;
pub use data::{Zone, configuration, tables};
pub use language::Author;
pub use moments::Scene;

use crate::suite::project::Project;
use crate::suite::request::Request;

/// A project, what is asked of it, and of which metrics.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The texts.
    pub project: Project,
    /// The periods.
    pub request: Request,
    /// The metrics to compare, with their definitions.
    pub metrics: Vec<(String, String)>,
    /// The definitions of fields.
    pub fields: Vec<String>,
}

impl Trial {
    /// Draws a project with some metrics of the named parts of the language.
    pub fn draw(choices: &mut Choices, metrics: usize) -> Self {
        let scene = Scene::draw(choices);
        let zone = Zone::draw(choices);
        let data = tables(choices, &scene);
        let mut author = Author::new(choices);
        let metrics: Vec<(String, String)> = (0..metrics).map(|index| (format!("m{index}"), author.metric())).collect();
        let fields = author.fields();
        let project = Project::new(&configuration(zone), String::new(), data);
        let mut trial = Self { project, request: scene.request, metrics, fields };
        trial.write_definitions();
        trial
    }

    /// Writes fields and metrics as the definition file.
    pub fn write_definitions(&mut self) {
        let mut text = String::from("from orders\n");
        for field in &self.fields {
            text.push_str(field);
            text.push('\n');
        }
        for (name, body) in &self.metrics {
            text.push_str(&format!("{name} \"{name}\" = {body}\n"));
        }
        self.project.definitions = text;
    }

    /// The names of the metrics.
    pub fn names(&self) -> Vec<String> {
        self.metrics.iter().map(|(name, _)| name.clone()).collect()
    }

    /// The trial as a case of the literate suite, without its result.
    pub fn as_case(&self) -> String {
        let mut text = format!("```toml\n{}```\n\n", self.project.configuration);
        for (name, rows) in &self.project.data {
            text.push_str(&format!("```csv {name}\n{rows}```\n\n"));
        }
        let request = &self.request;
        text.push_str(&format!("```kpi\n{}```\n\n```run\nperiod {}", self.project.definitions, request.period));
        text.push_str(&format!("; trend {}\n```\n", request.trend));
        text
    }
}
