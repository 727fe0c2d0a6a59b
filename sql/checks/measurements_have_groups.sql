-- measurements_have_groups: every measurement is of a group, and a group says how many numbers it has.
select measurements.source_uri, measurements.measurementGroup_number
from (
  select source_uri, container_number, measurementGroup_number, count(*) as n
  from quantitative_measurements
  group by source_uri, container_number, measurementGroup_number
) as measurements
full join (select * from measurement_groups where measurements > 0) as groups
  on groups.source_uri = measurements.source_uri and groups.container_number = measurements.container_number
  and groups.measurementGroup_number = measurements.measurementGroup_number
where groups.measurements is distinct from measurements.n
union all
select values.source_uri, values.measurementGroup_number
from qualitative_measurements as values
anti join measurement_groups as groups
  on groups.source_uri = values.source_uri and groups.container_number = values.container_number
  and groups.measurementGroup_number = values.measurementGroup_number
