-- private_coverage: which private creators the archive's instances have, by modality and device.
-- Grain: one row per Modality, Manufacturer, ManufacturerModelName and private creator.
-- Source: dicom_all.
-- Caveats: elements in items count too. A private element whose block names no creator counts under the creator NULL.
-- Reads: Manufacturer, ManufacturerModelName
create table private_coverage as
with shapes as (
  select Modality, Manufacturer, ManufacturerModelName, PrivateTags, sum(instances) as n
  from dicom_groups
  where PrivateTags is not null
  group by all
),
creators as (
  select Modality, Manufacturer, ManufacturerModelName, n, unnest(PrivateTags) as tags from shapes
)
select
  Modality,
  Manufacturer,
  ManufacturerModelName,
  tags.Creator as creator,
  sum(n)::bigint as instances,
  sum(n * tags.Count)::bigint as elements,
  max(tags.Count)::bigint as most_elements
from creators
group by all
order by all;
comment on table private_coverage is 'Private creators by modality and device: in how many instances each is, and with how many elements.';
comment on column private_coverage.Modality is 'Modality; NULL for instances without one';
comment on column private_coverage.Manufacturer is 'Manufacturer';
comment on column private_coverage.ManufacturerModelName is 'Manufacturer''s model name';
comment on column private_coverage.creator is 'Private creator, as it stands in the block''s reservation; NULL where there is none';
comment on column private_coverage.instances is 'Instances that have elements of the creator';
comment on column private_coverage.elements is 'Elements of the creator in all of them';
comment on column private_coverage.most_elements is 'Elements of the creator in the instance that has most';
