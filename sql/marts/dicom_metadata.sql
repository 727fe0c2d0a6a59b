-- dicom_metadata: dicom_all under the name that IDC gives the attributes of its instances.
-- Grain: one row per stored object.
-- Source: dicom_all.
-- Columns: dicom_all
-- Caveats: the columns and their comments are those of dicom_all; numbers and dates are typed, which IDC keeps as text.
create view dicom_metadata as
select * from dicom_all;
comment on view dicom_metadata is 'dicom_all under the name that IDC gives it: one row per stored object.';
