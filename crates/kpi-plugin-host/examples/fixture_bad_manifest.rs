//! A plugin that offers two functions of one name.

use kpi_plugin::{About, Arguments, Column, Error, Function, Int64Column, Plugin, Signature, Type};

struct Muddled;

impl Plugin for Muddled {
    fn about(&self) -> About {
        About::new("muddled", "1.0.0", "Has a function twice")
    }

    fn functions(&self) -> Vec<Box<dyn Function>> {
        vec![Box::new(One), Box::new(One)]
    }
}

struct One;

impl Function for One {
    fn signature(&self) -> Signature {
        Signature::new("one", Type::Number, "Always 1")
    }

    fn call(&self, arguments: &Arguments) -> Result<Column, Error> {
        Ok(Int64Column::from(vec![1; arguments.rows()]).into())
    }
}

kpi_plugin::export_plugin!(Muddled);
