-- A project goes from its first stage to the second: authorised, judged, written, journaled, told.
-- All but `names` in one transaction.

-- key
INSERT INTO journal_answer (user_id, key, request_digest, content_type, created_at)
VALUES (:me, :key, :digest, '', now()) ON CONFLICT (user_id, key) DO NOTHING

-- hold
SELECT pg_advisory_xact_lock_shared(1)

-- lock
SELECT p.* FROM rec_project p
WHERE p.id = :id AND p.deleted_at IS NULL AND {sight} FOR NO KEY UPDATE

-- visits
SELECT stage, entered_at, left_at, outcome, dwell_seconds FROM flow_visit
WHERE record_id = :id ORDER BY seq

-- facts
SELECT record_id, 'activity', kind, by_id, max(created_at) FROM flow_activity
WHERE record_id = :id AND kind <> 'note' GROUP BY record_id, kind, by_id
UNION ALL
SELECT record_id, 'action', item, by_id, max(at) FROM flow_keyaction
WHERE record_id = :id GROUP BY record_id, item, by_id
UNION ALL
SELECT d.record_id, 'version', d.type, v.id, v.uploaded_at FROM documents_document d
JOIN documents_version v ON v.document_id = d.id WHERE d.record_id = :id
UNION ALL
SELECT record_id, standing, document_type, version_id, at FROM documents_tick
WHERE record_id = :id AND withdrawn_at IS NULL

-- close_tasks
UPDATE flow_task SET status = 'cancelled', done_at = now(), done_by_id = :me
WHERE record_id = :id AND status = 'open' RETURNING id

-- end_visit
UPDATE flow_visit SET left_at = now(), outcome = 'advanced', overridden = '[]',
    dwell_seconds = extract(epoch FROM now() - entered_at), stay_seconds = :stay,
    end_day = :today, owner_id = :owner, region_id = :region, revision = 1
WHERE record_id = :id AND left_at IS NULL

-- earlier_visits
UPDATE flow_visit SET followed_on = :today
WHERE record_id = :id AND stage = :to AND followed_on IS NULL

-- begin_visit
INSERT INTO flow_visit (record_id, pipeline, stage, seq, entered_at, overridden,
    entered_day, is_first_in_stage, owner_id, region_id, revision, brought_in, moved_by_id)
VALUES (:id, 'project_sales', :to, :seq, now(), '[]', :today, :first, :owner, :region, 1, FALSE, :me)
RETURNING id

-- place
UPDATE rec_project SET stage = :to, stage_entered_at = now(), progress_at = now(),
    version = version + 1, updated_at = now()
WHERE id = :id

-- event
INSERT INTO journal_event (at, kind, actor_id, record_id, "table", version, data, owner_before,
    owner_after, region_before, region_after, gone, xid)
VALUES (now(), :kind, :me, :id, 'project', :version, :data, :owner, :owner, :region, :region,
    FALSE, pg_current_xact_id()::text::bigint)

-- open_task
INSERT INTO flow_task (record_id, visit_id, pipeline, stage, key, label, role, assignee_id,
    gate_item, status, opened_at, due_at)
VALUES (:id, :visit, 'project_sales', :to, 'arrange_survey', :label, 'owner', :owner,
    'survey_on', 'open', now(), now() + interval '3 days')

-- answer
UPDATE journal_answer SET status = 200, body = :body WHERE user_id = :me AND key = :key

-- names
SELECT id, title FROM records_record WHERE id IN (:customer, :contact)

-- undo_task
DELETE FROM flow_task WHERE visit_id = :visit

-- undo_visit
DELETE FROM flow_visit WHERE id = :visit

-- undo_end
UPDATE flow_visit SET left_at = NULL, outcome = NULL WHERE record_id = :id AND seq = :seq - 1

-- undo_place
UPDATE rec_project SET stage = :from, stage_entered_at = :entered_at WHERE id = :id
