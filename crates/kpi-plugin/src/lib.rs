//! kpi-plugin
