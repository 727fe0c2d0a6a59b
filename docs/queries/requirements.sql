-- What the standard asks of a class
-- Which attributes must a CT image have, and do all of ours?
select asked.module, asked.path, asked.type, coalesce(sum(finding.instances), 0) as instances_that_fail
from standard_requirements as asked
left join conformance_findings as finding
  on finding.SOPClassUID = asked.SOPClassUID and finding.path = asked.path and finding.kind in ('missing_type_1', 'empty_type_1', 'missing_type_2')
where asked.SOPClassUID = '1.2.840.10008.5.1.4.1.1.2' and asked.usage = 'M' and asked.type in ('1', '2') and not contains(asked.path, '.')
group by asked.module, asked.path, asked.type
order by asked.module, asked.path;
