-- conformance_adds_up: every instance is of one kind, stands in one way to each module of its SOP class, and counts once in a finding.
select 'instance_shapes' as relation, null as key
from (select sum(instances) as n from instance_shapes) as shapes, (select count(*) as n from instance_keys) as keys
where coalesce(shapes.n, 0) <> keys.n
union all
select 'iod_conformance', SOPClassUID || ' ' || module
from iod_conformance
where passed + violated + not_used + unknown <> instances or least(passed, violated, not_used, unknown) < 0 or not is_known and passed + violated > 0
union all
select 'conformance_findings', kind || ' ' || path
from conformance_findings
where instances not between 1 and device_instances or device_instances > class_instances or first_date > last_date
