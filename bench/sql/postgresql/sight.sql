-- Whose records somebody sees. `p` is the record's own table.

-- salesperson
(p.owner_id = :me OR p.id = ANY(:involved))

-- manager
(p.region_id = ANY(:regions) OR p.owner_id = ANY(:team) OR p.id = ANY(:involved))

-- director
TRUE

-- few_hidden
v.record_id NOT IN (SELECT id FROM records_record
    WHERE "table" = 'project' AND deleted_at IS NOT NULL)

-- involved
SELECT record_id FROM records_participant WHERE user_id = :me
