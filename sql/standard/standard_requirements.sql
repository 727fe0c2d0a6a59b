-- standard_requirements: what the standard asks of the instances of each SOP class that the archive has.
-- Grain: one row per SOP class, module of its IOD, and path of an attribute; one with a NULL path for a module whose attributes are not known.
-- Source: standard_sop_classes, standard_iod_modules, standard_module_attributes; dicom_all for the SOP classes.
-- Caveats: some modules have no attributes here (is_known = false): nothing follows from that. The general module of multi-frame functional
--   groups stands for those named after an IOD. Types may be those of an older edition, see edition.
-- Reads: MediaStorageSOPClassUID
create table standard_requirements as
with classes as (
  select class.uid, class.name, class.iod
  from (select distinct coalesce(SOPClassUID, MediaStorageSOPClassUID) as uid from dicom_all) as seen
  join standard_sop_classes as class using (uid)
),
modules as (
  select
    iod,
    module,
    usage,
    ie,
    bool_or(module = 'sc-equipment') over (partition by iod) as has_sc_equipment,
    case
      when ends_with(module, '-multi-frame-functional-groups') and not starts_with(module, 'sparse') then 'multi-frame-functional-groups'
      else replace(module, '---', '-')
    end as listed_as
  from standard_iod_modules
  semi join classes using (iod)
),
asked as (
  select
    modules.iod,
    modules.module,
    modules.usage,
    modules.ie,
    attribute.path,
    case
      -- Frames of a tiled image that is complete (TILED_FULL, PS3.3 C.7.6.17.3) need no groups of their own.
      when attribute.path = 'PerFrameFunctionalGroupsSequence' and regexp_matches(modules.iod, 'segmentation|whole-slide|tiled') then '1C'
      -- Required if the SOP class is not a legacy converted one (PS3.3 C.8.13.1, C.8.13.2, C.8.15.2): a condition that is known here.
      when modules.module in ('enhanced-ct-image', 'enhanced-mr-image') and not starts_with(modules.iod, 'legacy-converted')
        and attribute.path in ('ContentQualification', 'BurnedInAnnotation', 'LossyImageCompression', 'ApplicableSafetyStandardAgency') then '1'
      else attribute.type
    end as type,
    attribute.edition
  from modules
  left join standard_module_attributes as attribute on attribute.module = modules.listed_as
    -- SC Equipment (PS3.3 C.8.6.1) has Modality with type 3, which overrides that of General Series.
    and not (modules.has_sc_equipment and attribute.module = 'general-series' and attribute.path = 'Modality')
),
floating as (
  -- Pixel data of floating point has these of Image Pixel too (PS3.3 C.7.6.24, C.7.6.25): of those modules no attributes are known here.
  select iod, unnest(['SamplesPerPixel', 'PhotometricInterpretation', 'Rows', 'Columns', 'BitsAllocated', 'PixelAspectRatio']) as path
  from (select distinct iod from modules where ends_with(module, 'floating-point-image-pixel'))
),
shared as (
  select iod, path
  from asked
  where path is not null and not contains(path, '.')
  group by iod, path
  having count(distinct module) = 1
  except
  from floating
)
select
  classes.uid as SOPClassUID,
  classes.name as sop_class,
  asked.iod,
  asked.module,
  asked.usage,
  asked.ie as information_entity,
  asked.path,
  asked.type,
  shared.path is not null as is_own,
  asked.path is not null as is_known,
  asked.edition
from classes
join asked on asked.iod = classes.iod
left join shared on shared.iod = asked.iod and shared.path = asked.path
order by SOPClassUID, asked.module, asked.path;
comment on table standard_requirements is 'What the standard asks of each SOP class of the archive: one row per class, module of its IOD and attribute.';
comment on column standard_requirements.SOPClassUID is 'SOP class; key with module and path';
comment on column standard_requirements.sop_class is 'Name of the SOP class';
comment on column standard_requirements.iod is 'Its information object definition (PS3.3 Annex A)';
comment on column standard_requirements.module is 'Module of the IOD';
comment on column standard_requirements.usage is 'M mandatory, C conditional, U user option';
comment on column standard_requirements.information_entity is 'Information entity that the module belongs to';
comment on column standard_requirements.path is 'Attribute: Keyword or Sequence.Keyword; NULL if the attributes of the module are not known here';
comment on column standard_requirements.type is '1 required with a value, 2 required and may be empty, 1C and 2C the same under a condition, 3 optional';
comment on column standard_requirements.is_own is 'An attribute of the data set that no other module of the IOD has: where it is, the module is used';
comment on column standard_requirements.is_known is 'false: the attributes of the module are not known here';
comment on column standard_requirements.edition is 'How old the type is: 2020s or 2008';
