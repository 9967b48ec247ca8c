//! kpi-plugin-abi
