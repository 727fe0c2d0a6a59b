-- conformance_has_keys: each row of the relations of conformance is the only one of its key.
select 'conformance_findings' as relation, kind as key
from conformance_findings
group by kind, SOPClassUID, path, detail, Manufacturer, ManufacturerModelName, SoftwareVersions
having count(*) > 1
union all
select 'iod_conformance', module from iod_conformance group by SOPClassUID, module having count(*) > 1
union all
select 'standard_requirements', module from standard_requirements group by SOPClassUID, module, path having count(*) > 1
union all
select 'uid_roots', root from uid_roots group by keyword, root having count(*) > 1
