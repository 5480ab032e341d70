-- Search: the newest eight of each table, in which every pair of characters occurs.

-- found
SELECT rowid FROM records_search WHERE records_search MATCH :words

-- projects
SELECT p.id, p.title, p.stage, p.owner_id FROM rec_project p
WHERE p.id IN :found AND p.deleted_at IS NULL AND {sight}
ORDER BY p.id DESC LIMIT 8

-- customers
SELECT p.id, p.title, p.owner_id FROM rec_customer p
WHERE p.id IN :found AND p.deleted_at IS NULL AND {sight}
ORDER BY p.id DESC LIMIT 8

-- contacts
SELECT p.id, p.title, p.owner_id FROM rec_contact p
WHERE p.id IN :found AND p.deleted_at IS NULL AND {sight}
ORDER BY p.id DESC LIMIT 8

-- parties
SELECT p.id, p.title, p.owner_id FROM rec_party p
WHERE p.id IN :found AND p.deleted_at IS NULL AND {sight}
ORDER BY p.id DESC LIMIT 8
