-- Private creators
-- Whose private elements are in which scanners' objects?
select creator, Manufacturer, ManufacturerModelName, sum(instances) as instances, sum(elements) as elements
from private_coverage
group by creator, Manufacturer, ManufacturerModelName
order by elements desc, creator, Manufacturer, ManufacturerModelName;
