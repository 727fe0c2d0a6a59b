-- iod_coverage: of the attributes of an IOD's modules, which do the archive's instances of the SOP class have?
-- Grain: one row per SOP class of the archive, module of its IOD, and attribute of the module. A module whose attributes are not in
--   standard_module_attributes has one row, with keyword NULL: what it asks for is unknown, not fulfilled.
-- Source: attribute_counts, standard_sop_classes, standard_iod_modules, standard_module_attributes.
-- Caveats: attributes of the data set itself, not of items. That an attribute is absent is no fault unless its module and type demand it:
--   the conditions of 1C, 2C and of modules are not looked at. SOP classes that standard_sop_classes does not know have no row.
create table iod_coverage as
with totals as (
  select SOPClassUID, sum(instances)::bigint as instances from attribute_counts where keyword is null group by all
),
counted as (
  select
    SOPClassUID,
    keyword,
    sum(present)::bigint as present,
    sum(empty)::bigint as empty,
    sum(invalid)::bigint as invalid,
    sum(binary_only)::bigint as binary_only
  from attribute_counts
  where keyword is not null
  group by all
),
attributes as (
  select distinct module, path as keyword, tag, type from standard_module_attributes where not contains(path, '.')
)
select
  totals.SOPClassUID,
  class.iod,
  module.module,
  module.usage,
  attributes.keyword,
  attributes.tag,
  attributes.type,
  totals.instances,
  if(attributes.keyword is null, null, coalesce(counted.present, 0)) as present,
  if(attributes.keyword is null, null, coalesce(counted.empty, 0)) as empty,
  if(attributes.keyword is null, null, coalesce(counted.invalid, 0)) as invalid,
  if(attributes.keyword is null, null, coalesce(counted.binary_only, 0)) as binary_only,
  if(attributes.keyword is null, null,
    totals.instances - coalesce(counted.present + counted.empty + counted.invalid + counted.binary_only, 0)) as absent
from totals
join standard_sop_classes as class on class.uid = totals.SOPClassUID
join (select distinct iod, module, usage from standard_iod_modules) as module on module.iod = class.iod
left join attributes on attributes.module = module.module
left join counted on counted.SOPClassUID = totals.SOPClassUID and counted.keyword = attributes.keyword
order by totals.SOPClassUID, module.module, attributes.tag, attributes.type;
comment on table iod_coverage is 'Attributes of the modules of each SOP class''s IOD, and in how many instances of the class the archive has them.';
comment on column iod_coverage.SOPClassUID is 'SOP Class UID';
comment on column iod_coverage.iod is 'IOD of the class (PS3.4 Annex B)';
comment on column iod_coverage.module is 'Module of the IOD (PS3.3 Annex A)';
comment on column iod_coverage.usage is 'M mandatory, U user option, C conditional';
comment on column iod_coverage.keyword is 'Keyword of the attribute; NULL where the module''s attributes are not known here';
comment on column iod_coverage.tag is 'Tag, GGGGEEEE';
comment on column iod_coverage.type is 'Type of the attribute in the module: 1, 1C, 2, 2C or 3';
comment on column iod_coverage.instances is 'Instances of the SOP class';
comment on column iod_coverage.present is 'Instances that have a value; NULL where keyword is';
comment on column iod_coverage.empty is 'Instances that have the attribute with zero length; NULL where keyword is';
comment on column iod_coverage.invalid is 'Instances whose value does not parse as its VR or VM; NULL where keyword is';
comment on column iod_coverage.binary_only is 'Instances whose value is binary; NULL where keyword is';
comment on column iod_coverage.absent is 'Instances that do not have the attribute; NULL where keyword is';
