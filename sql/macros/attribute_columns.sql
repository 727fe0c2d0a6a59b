-- Columns of the tables instances_* that hold attributes of the data set itself, by the place that each has among those of its table.
create macro attribute_columns() as table
  select
    columns.table_name,
    columns.column_name as keyword,
    '"' || columns.column_name || '"' as name,
    columns.data_type,
    columns.data_type like 'STRUCT%[]' as is_sequence,
    stored.estimated_size as instances,
    row_number() over (partition by columns.table_name order by columns.column_index) as position
  from duckdb_columns() as columns
  join duckdb_tables() as stored
    on stored.database_name = columns.database_name
    and stored.table_name in (columns.table_name, 'rows_' || columns.table_name[11:])
    and stored.schema_name = if(stored.table_name = columns.table_name, columns.schema_name, 'stored')
  join standard_attributes as attribute
    on attribute.keyword = regexp_replace(columns.column_name, '_([0-9A-F]{4}|[0-9A-F]{8})$', '')
  where columns.database_name = current_database() and starts_with(columns.table_name, 'instances_');
comment on macro table attribute_columns is 'Columns of the tables instances_* that hold attributes: table, keyword, type, position among those of the table.';
