"""Tenancy: brands (品牌), their organisation tree (组织), staff (员工), accounts, roles, API keys and the audit log."""
