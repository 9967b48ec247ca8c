//! kpi-plugin-host
