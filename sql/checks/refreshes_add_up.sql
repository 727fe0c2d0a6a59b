-- refreshes_add_up: of a refresh that was done every listed object is accounted for.
select refresh_id
from refreshes
where outcome = 'done' and unaccounted <> 0
