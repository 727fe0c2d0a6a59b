-- duplicates_share_a_uid: of a SOPInstanceUID that stands among the duplicates all objects do, and they are at least two.
select SOPInstanceUID, count(*) as rows_of_uid, max(objects) as objects
from duplicate_instances
group by SOPInstanceUID
having count(*) < 2 or count(*) <> min(objects) or min(objects) <> max(objects)
