-- orphans_are_not_here: what a reference is said to lead to in vain is no instance of the archive.
select orphans.source_uri, orphans.keyword
from orphan_references as orphans
left join instance_keys as keys on keys.SOPInstanceUID = orphans.first_orphan
where keys.SOPInstanceUID is not null or orphans.orphans not between 1 and orphans.referenced
