-- value_errors_add_up: every entry of ValueErrors has a row.
-- Reads: SOPInstanceUID
select counted.n, expected.n
from (select count(*) as n from value_errors) as counted, (select coalesce(sum(len(ValueErrors)), 0) as n from dicom_all) as expected
where counted.n <> expected.n
