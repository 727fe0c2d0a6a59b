-- Columns of the tables instances_* that hold attributes of the data set itself, by the place that each has among those of its table; and the
-- relation that stores them, with its rows: a large table is stored as rows and blocks, and a block counts for block_instances of its rows.
create macro attribute_columns() as table
  select
    columns.table_name,
    columns.column_name as keyword,
    '"' || columns.column_name || '"' as name,
    columns.data_type,
    columns.data_type like 'STRUCT%[]' as is_sequence,
    coalesce('stored.' || part.table_name, columns.table_name) as relation,
    coalesce(starts_with(part.table_name, 'blocks_'), false) as is_of_block,
    tables.estimated_size as relation_rows,
    row_number() over (partition by columns.table_name order by columns.column_index) as position
  from duckdb_columns() as columns
  join standard_attributes as attribute
    on attribute.keyword = regexp_replace(columns.column_name, '_([0-9A-F]{4}|[0-9A-F]{8})$', '')
  left join duckdb_columns() as part
    on part.database_name = columns.database_name and part.schema_name = 'stored' and part.column_name = columns.column_name
    and part.table_name in ('rows_' || columns.table_name[11:], 'blocks_' || columns.table_name[11:])
  join duckdb_tables() as tables
    on tables.database_name = columns.database_name
    and tables.table_name = coalesce(part.table_name, columns.table_name)
  where columns.database_name = current_database() and starts_with(columns.table_name, 'instances_');
comment on macro table attribute_columns is
  'Columns of the tables instances_* that hold attributes: table, keyword, type, where they are stored, position among those of the table.';
