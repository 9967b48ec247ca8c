//! From the needs of a node to a lazy frame.

use kpi_model::model::{ColumnId, ReferenceId};
use polars::prelude::*;

use super::{Aggregated, Frames, Node, NodeId, Pairs, Step};

impl Frames<'_> {
    /// The frame with these columns, in this order.
    pub(crate) fn build(&self, node: NodeId, outputs: &[(Expr, String)]) -> Result<LazyFrame, String> {
        let select: Vec<Expr> = outputs.iter().map(|(expr, name)| expr.clone().alias(name.clone())).collect();
        Ok(self.rows(self.node(node))?.select(select))
    }

    /// The rows with all their needs.
    fn rows(&self, node: &Node) -> Result<LazyFrame, String> {
        let mut frame = self.scan(node)?;
        for step in &node.steps {
            frame = match step {
                Step::Compute(expr, name) => frame.with_columns([expr.clone().alias(name.clone())]),
                Step::Parent { reference, target, outputs } => self.parent_values(frame, node, *reference, *target, outputs)?,
                Step::Row { link, target, outputs } => self.row_values(frame, link, *target, outputs)?,
                Step::Children { child, links, keys, aggregates } => {
                    self.children_values(frame, *child, links, keys, aggregates)?
                }
                Step::Pairs(pairs) => self.pair_values(frame, pairs)?,
            };
        }
        Ok(frame)
    }

    fn scan(&self, node: &Node) -> Result<LazyFrame, String> {
        let source = self.model.source(node.source);
        let mut columns: Vec<_> = node.columns.iter().copied().collect();
        if columns.is_empty() {
            // Rows are counted by a column that is there.
            columns.push(ColumnId(0));
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

    fn parent_values(
        &self,
        frame: LazyFrame,
        node: &Node,
        reference: ReferenceId,
        target: NodeId,
        outputs: &[(Expr, String)],
    ) -> Result<LazyFrame, String> {
        if outputs.is_empty() {
            return Ok(frame);
        }
        let declared = self.model.source(node.source).reference(reference);
        let target_source = self.model.source(declared.target);
        let left: Vec<Expr> = declared.columns.iter().map(|column| col(format!("c{}", column.0))).collect();
        let mut wanted = outputs.to_vec();
        let mut right = Vec::new();
        for (index, key) in target_source.key.iter().enumerate() {
            let name = format!("key{index}");
            wanted.push((col(format!("c{}", key.0)), name.clone()));
            right.push(col(name));
        }
        let Some((at, alive)) = declared.at.zip(target_source.alive.filter(|_| target_source.versions)) else {
            let parents = self.build(target, &wanted)?;
            return Ok(left_join(frame, parents, left, right));
        };
        wanted.push((col(format!("c{}", alive.from.0)), "key_from".to_owned()));
        wanted.push((col(format!("c{}", alive.to.0)), "key_to".to_owned()));
        let versions = self.build(target, &wanted)?;
        let mut asked: Vec<Expr> = left.clone();
        asked.extend([col("row"), col(format!("c{}", at.0)).alias("key_at")]);
        let there = col("key_from").lt_eq(col("key_at"));
        let still = col("key_to").is_null().or(col("key_to").gt(col("key_at")));
        let mut chosen: Vec<Expr> = outputs.iter().map(|(_, name)| col(name.clone())).collect();
        chosen.push(col("row"));
        let found = frame.clone().select(asked).join(versions, left, right, JoinArgs::new(JoinType::Inner));
        let found = found.filter(there.and(still)).select(chosen);
        Ok(left_join(frame, found, vec![col("row")], vec![col("row")]))
    }

    fn row_values(
        &self,
        frame: LazyFrame,
        link: &str,
        target: NodeId,
        outputs: &[(Expr, String)],
    ) -> Result<LazyFrame, String> {
        let mut wanted = outputs.to_vec();
        wanted.push((col("row"), "key_row".to_owned()));
        Ok(left_join(frame, self.build(target, &wanted)?, vec![col(link)], vec![col("key_row")]))
    }

    fn children_values(
        &self,
        frame: LazyFrame,
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
        let name = |index: usize| format!("key{index}");
        let renamed: Vec<Expr> = links.iter().enumerate().map(|(index, link)| link.clone().alias(name(index))).collect();
        let right: Vec<Expr> = (0..links.len()).map(|index| col(name(index))).collect();
        let grouped = rows.group_by(renamed).agg(exprs);
        Ok(filled(left_join(frame, grouped, keys.to_vec(), right), aggregates))
    }

    fn pair_values(&self, frame: LazyFrame, pairs: &Pairs) -> Result<LazyFrame, String> {
        let mut asking = pairs.asking_outputs.clone();
        asking.push((col("row"), "asking_row".to_owned()));
        asking.push((pairs.asking_key.clone(), "asking_key".to_owned()));
        let mut inner = pairs.inner_outputs.clone();
        inner.push((pairs.inner_key.clone(), "inner_key".to_owned()));
        let mut rows = self.build(pairs.asking, &asking)?.join(
            self.build(pairs.inner, &inner)?,
            [col("asking_key")],
            [col("inner_key")],
            JoinArgs::new(JoinType::Inner),
        );
        for condition in &pairs.keep {
            rows = rows.filter(condition.clone());
        }
        let part = &pairs.aggregated;
        let grouped = rows.group_by([col("asking_row")]).agg([part.expr.clone().alias(part.name.clone())]);
        let joined = left_join(frame, grouped, vec![col("row")], vec![col("asking_row")]);
        Ok(filled(joined, std::slice::from_ref(part)))
    }
}

fn left_join(frame: LazyFrame, other: LazyFrame, left: Vec<Expr>, right: Vec<Expr>) -> LazyFrame {
    frame.join(other, left, right, JoinArgs::new(JoinType::Left).with_coalesce(JoinCoalesce::CoalesceColumns))
}

/// Where there was no row to aggregate.
fn filled(frame: LazyFrame, aggregates: &[Aggregated]) -> LazyFrame {
    let fills: Vec<Expr> = aggregates
        .iter()
        .filter_map(|part| Some(col(part.name.clone()).fill_null(part.of_nothing.clone()?)))
        .collect();
    if fills.is_empty() { frame } else { frame.with_columns(fills) }
}
