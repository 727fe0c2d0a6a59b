-- contrast_index: the series with contrast media.
-- Grain: one row per SeriesInstanceUID in which any instance names an agent, an ingredient or a route.
-- Source: dicom_all.
-- Caveats: IDC's contrast_index is limited to CT, MR, PT, XA and RF; this one has every modality. Values of several groups as recorded.
-- Reads: SeriesInstanceUID, Modality, ContrastBolusAgent, ContrastBolusIngredient, ContrastBolusRoute
create table contrast_index as
select
  SeriesInstanceUID,
  list_sort(list(distinct Modality) filter (Modality is not null)) as modalities,
  list_sort(list(distinct ContrastBolusAgent) filter (ContrastBolusAgent is not null)) as ContrastBolusAgent,
  list_sort(list(distinct ContrastBolusIngredient) filter (ContrastBolusIngredient is not null)) as ContrastBolusIngredient,
  list_sort(list(distinct ContrastBolusRoute) filter (ContrastBolusRoute is not null)) as ContrastBolusRoute,
  sum(instances)::bigint as instances
from dicom_groups
where coalesce(ContrastBolusAgent, ContrastBolusIngredient, ContrastBolusRoute) is not null
group by SeriesInstanceUID
order by SeriesInstanceUID;
comment on table contrast_index is 'Series with contrast media: one row per series that names any, with IDC''s column names.';
comment on column contrast_index.SeriesInstanceUID is 'Series Instance UID; key; NULL for instances without one';
comment on column contrast_index.modalities is 'Modalities of those instances';
comment on column contrast_index.ContrastBolusAgent is 'Distinct agents';
comment on column contrast_index.ContrastBolusIngredient is 'Distinct ingredients';
comment on column contrast_index.ContrastBolusRoute is 'Distinct routes';
comment on column contrast_index.instances is 'Stored objects that name any of the three';
