//! kpi-engine
