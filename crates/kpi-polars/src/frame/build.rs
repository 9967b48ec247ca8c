//! From the needs of a node to a lazy frame.

use kpi_model::model::{ColumnId, ReferenceId};
use polars::prelude::*;

use super::computed::Computed;
use super::{Aggregated, Frames, Node, NodeId, Pairs, Step, Version};
use crate::failure;

impl Frames<'_> {
    /// The frame with these columns, in this order.
    pub(crate) fn build(&self, node: NodeId, outputs: &[(Expr, String)]) -> Result<LazyFrame, String> {
        let select: Vec<Expr> = outputs.iter().map(|(expr, name)| expr.clone().alias(name.clone())).collect();
        Ok(self.rows(self.node(node))?.select(select))
    }

    /// The rows with all their needs.
    fn rows(&self, node: &Node) -> Result<LazyFrame, String> {
        let mut frame = self.scan(node)?;
        let mut computed = Computed::default();
        for step in &node.steps {
            if let Step::Compute(expr, name) = step {
                computed.put(expr, name);
                continue;
            }
            frame = computed.add_to(frame);
            frame = match step {
                Step::Compute(..) => frame,
                Step::Parent { reference, target, version, outputs } => {
                    let parent =
                        Parent { reference: *reference, target: *target, version: version.as_deref(), outputs };
                    self.parent_values(frame, node, &parent)?
                }
                Step::Row { link, target, outputs } => self.row_values(frame, link, *target, outputs)?,
                Step::Children { child, links, keys, aggregates } => {
                    self.children_values(frame, node, *child, links, keys, aggregates)?
                }
                Step::Pairs(pairs) => self.pair_values(frame, pairs)?,
            };
        }
        Ok(computed.add_to(frame))
    }

    fn scan(&self, node: &Node) -> Result<LazyFrame, String> {
        let source = self.model.source(node.source);
        let mut columns: Vec<_> = node.columns.iter().copied().collect();
        if columns.is_empty() {
            // Rows are counted by a column that is there.
            columns.push(self.tables.counted_by(node.source));
        }
        let mut frame = self.tables.scan(node.source, &columns)?;
        if node.row_index {
            frame = frame.with_row_index("row", None);
        }
        let mut select: Vec<Expr> = columns
            .iter()
            .map(|column| col(source.column(*column).name.clone()).alias(format!("c{}", column.0)))
            .collect();
        if node.row_index {
            select.push(col("row"));
        }
        frame = frame.select(select);
        if let Some(rows) = &node.rows {
            frame = frame.filter(rows.clone());
        }
        Ok(frame)
    }

    fn parent_values(&self, frame: LazyFrame, node: &Node, parent: &Parent<'_>) -> Result<LazyFrame, String> {
        if parent.outputs.is_empty() {
            return Ok(frame);
        }
        let declared = self.model.source(node.source).reference(parent.reference);
        let left: Vec<Expr> = declared.columns.iter().copied().map(plain).collect();
        let mut wanted = parent.outputs.to_vec();
        let mut right = Vec::new();
        for (index, key) in self.model.source(declared.target).key.iter().enumerate() {
            let name = key_name(parent.outputs, index);
            wanted.push((plain(*key), name.clone()));
            right.push(col(name));
        }
        let Some(version) = parent.version else {
            let target = self.build(parent.target, &wanted)?;
            let keys: Vec<Expr> = self.model.source(declared.target).key.iter().copied().map(plain).collect();
            let types = self.column_types(node, &left).zip(self.column_types(self.node(parent.target), &keys));
            return join(frame, target, Sides { left, right, types }, JoinType::Left);
        };
        wanted.push((version.begun.1.clone(), "version_begins".to_owned()));
        wanted.push((version.over.1.clone(), "version_ends".to_owned()));
        let mut asked = left.clone();
        asked.push(col("row"));
        asked.push(version.begun.0.clone().alias("asked_begun"));
        asked.push(version.over.0.clone().alias("asked_over"));
        let versions = self.build(parent.target, &wanted)?;
        let found = join(frame.clone().select(asked), versions, Sides::untyped(left, right), JoinType::Inner)?;
        let begun = col("version_begins").lt_eq(col("asked_begun"));
        let there = col("version_ends").is_null().or(col("version_ends").gt(col("asked_over")));
        let mut chosen: Vec<Expr> = parent.outputs.iter().map(|(_, name)| col(name.clone())).collect();
        let row = key_name(parent.outputs, usize::MAX);
        chosen.push(col("row").alias(row.clone()));
        left_join(frame, found.filter(begun.and(there)).select(chosen), vec![col("row")], vec![col(row)])
    }

    fn row_values(
        &self,
        frame: LazyFrame,
        link: &str,
        target: NodeId,
        outputs: &[(Expr, String)],
    ) -> Result<LazyFrame, String> {
        let mut wanted = outputs.to_vec();
        let row = key_name(outputs, 0);
        wanted.push((col("row"), row.clone()));
        left_join(frame, self.build(target, &wanted)?, vec![col(link)], vec![col(row)])
    }

    fn children_values(
        &self,
        frame: LazyFrame,
        node: &Node,
        child: NodeId,
        links: &[Expr],
        keys: &[Expr],
        aggregates: &[Aggregated],
    ) -> Result<LazyFrame, String> {
        if aggregates.is_empty() {
            return Ok(frame);
        }
        let exprs: Vec<Expr> = aggregates.iter().map(|part| part.expr.clone().alias(part.name.clone())).collect();
        let mut rows = self.rows(self.node(child))?;
        for link in links {
            rows = rows.filter(link.clone().is_not_null());
        }
        let first = aggregates.first().map_or("", |part| part.name.as_str());
        let name = |index: usize| format!("key{index} of {first}");
        let renamed: Vec<Expr> =
            links.iter().enumerate().map(|(index, link)| link.clone().alias(name(index))).collect();
        let right: Vec<Expr> = (0..links.len()).map(|index| col(name(index))).collect();
        let grouped = in_order(rows, aggregates).group_by(renamed).agg(exprs);
        let types = self.column_types(node, keys).zip(self.column_types(self.node(child), links));
        let sides = Sides { left: keys.to_vec(), right, types };
        Ok(filled(join(frame, grouped, sides, JoinType::Left)?, aggregates))
    }

    /// The types of columns that are in the data or are the position of the row; none when others are among them. To ask a
    /// frame for them would plan it.
    fn column_types(&self, node: &Node, columns: &[Expr]) -> Option<Vec<DataType>> {
        let source = self.model.source(node.source);
        let kind = |column: &Expr| {
            let Expr::Column(name) = column else { return None };
            if name == "row" {
                return Some(IDX_DTYPE);
            }
            let column = ColumnId(name.strip_prefix('c')?.parse().ok()?);
            let schema = self.tables.scan(node.source, &[column]).ok()?.collect_schema().ok()?;
            schema.get(source.column(column).name.as_str()).cloned()
        };
        columns.iter().map(kind).collect()
    }

    fn pair_values(&self, frame: LazyFrame, pairs: &Pairs) -> Result<LazyFrame, String> {
        let mut asking = pairs.asking_outputs.clone();
        asking.push((col("row"), "asking_row".to_owned()));
        asking.push((pairs.asking_key.clone(), "asking_key".to_owned()));
        let mut inner = pairs.inner_outputs.clone();
        inner.push((pairs.inner_key.clone(), "inner_key".to_owned()));
        let (asking, inner) = (self.build(pairs.asking, &asking)?, self.build(pairs.inner, &inner)?);
        let sides = Sides::untyped(vec![col("asking_key")], vec![col("inner_key")]);
        let mut rows = join(asking, inner, sides, JoinType::Inner)?;
        for condition in &pairs.keep {
            rows = rows.filter(condition.clone());
        }
        let part = &pairs.aggregated;
        let row = format!("row of {}", part.name);
        let grouped = in_order(rows, std::slice::from_ref(part)).group_by([col("asking_row").alias(row.clone())]);
        let grouped = grouped.agg([part.expr.clone().alias(part.name.clone())]);
        let joined = left_join(frame, grouped, vec![col("row")], vec![col(row)])?;
        Ok(filled(joined, std::slice::from_ref(part)))
    }
}

/// A name for a column of a key that no other join uses: keys stay in the frame beside what they brought.
fn key_name(outputs: &[(Expr, String)], index: usize) -> String {
    format!("key{index} of {}", outputs.first().map_or("", |(_, name)| name.as_str()))
}

/// Values of a row that a reference leads to, while the frame is built.
struct Parent<'a> {
    reference: ReferenceId,
    target: NodeId,
    version: Option<&'a Version>,
    outputs: &'a [(Expr, String)],
}

/// A column as it is in the data.
fn plain(column: ColumnId) -> Expr {
    col(format!("c{}", column.0))
}

/// What a join compares.
struct Sides {
    left: Vec<Expr>,
    right: Vec<Expr>,
    /// The types of both, when they are known.
    types: Option<(Vec<DataType>, Vec<DataType>)>,
}

impl Sides {
    fn untyped(left: Vec<Expr>, right: Vec<Expr>) -> Self {
        Self { left, right, types: None }
    }
}

fn left_join(frame: LazyFrame, other: LazyFrame, left: Vec<Expr>, right: Vec<Expr>) -> Result<LazyFrame, String> {
    join(frame, other, Sides::untyped(left, right), JoinType::Left)
}

/// A join by plain columns. Numbers that one side holds as whole numbers and the other as floats are compared as floats.
fn join(mut frame: LazyFrame, mut other: LazyFrame, sides: Sides, kind: JoinType) -> Result<LazyFrame, String> {
    let Sides { mut left, mut right, types: known } = sides;
    let (left_types, right_types) = match known {
        Some(known) => known,
        None => (types(&mut frame, &left)?, types(&mut other, &right)?),
    };
    let sides = left.iter_mut().zip(&mut right).zip(left_types.iter().zip(&right_types));
    for ((a, b), (left, right)) in sides {
        if left == right {
            continue;
        }
        // A column without any value has no type, and fits every other.
        if *left == DataType::Null {
            *a = a.clone().cast(right.clone());
            continue;
        }
        if *right == DataType::Null {
            *b = b.clone().cast(left.clone());
            continue;
        }
        if !(left.is_primitive_numeric() && right.is_primitive_numeric()) {
            let words = format!("a reference leads from {} to {}", plural(left), plural(right));
            return Err(failure::of_configuration(&format!("{words}; let `columns.NAME.type` make them one type")));
        }
        *a = a.clone().cast(DataType::Float64);
        *b = b.clone().cast(DataType::Float64);
    }
    Ok(frame.join(other, left, right, JoinArgs::new(kind).with_coalesce(JoinCoalesce::KeepColumns)))
}

/// Values of a type.
fn plural(dtype: &DataType) -> &'static str {
    if dtype.is_primitive_numeric() {
        "numbers"
    } else if dtype.is_temporal() {
        "dates or times"
    } else if dtype.is_bool() {
        "conditions"
    } else {
        "texts"
    }
}

fn types(frame: &mut LazyFrame, columns: &[Expr]) -> Result<Vec<DataType>, String> {
    let schema = frame.collect_schema().map_err(|error| error.to_string())?;
    let typed = columns.iter().map(|column| {
        let Expr::Column(name) = column else { return Err("a join needs plain columns".to_owned()) };
        schema.get(name).cloned().ok_or_else(|| format!("there is no column {name}"))
    });
    typed.collect()
}

/// The rows in the order that the aggregates need; it is the same for all that need one.
fn in_order(rows: LazyFrame, aggregates: &[Aggregated]) -> LazyFrame {
    match aggregates.iter().find(|part| !part.order.is_empty()) {
        Some(part) => rows.sort_by_exprs(&part.order, SortMultipleOptions::default()),
        None => rows,
    }
}

/// Where there was no row to aggregate.
fn filled(frame: LazyFrame, aggregates: &[Aggregated]) -> LazyFrame {
    let fills: Vec<Expr> =
        aggregates.iter().filter_map(|part| Some(col(part.name.clone()).fill_null(part.of_nothing.clone()?))).collect();
    if fills.is_empty() { frame } else { frame.with_columns(fills) }
}
