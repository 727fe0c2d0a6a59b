-- Everything of one object
-- All elements of an object, those in sequences too.
select path, tag, vr, state, value
from elements
where source_uri = (select min(source_uri) from instance_keys where Modality = 'SEG')
order by path;
