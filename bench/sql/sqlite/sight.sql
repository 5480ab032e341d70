-- Whose records somebody sees. `p` is the record's own table.

-- salesperson
(p.owner_id = :me OR p.id IN :involved)

-- manager
(p.region_id IN :regions OR p.owner_id IN :team OR p.id IN :involved)

-- director
1

-- few_hidden
v.record_id NOT IN (SELECT id FROM records_record
    WHERE "table" = 'project' AND deleted_at IS NOT NULL)

-- involved
SELECT record_id FROM records_participant WHERE user_id = :me
