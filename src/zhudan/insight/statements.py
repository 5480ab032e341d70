"""The measures as SQL: every definition once, for the table, the funnel and the records behind.

`v` is a visit. docs/measures.md says the same in words. What a figure counts is a predicate of
`PREDICATES`; a report aggregates over it, drilling through selects its records. Periods are
given as `first` and `last`, both included. `{joined}`, `{holds}`, `{group}`, `{grouped}` come
from the population; `{expected}` is the stage's expected stay in seconds, NULL for a stage that
the blueprint no longer has.
"""

# A stage that was passed by skipping is reached but has no length; what a publish moved away
# counts nowhere.
COUNTED = "v.outcome NOT IN ('skipped', 'relocated')"
# The record's last visit to the stage as the period ended, whatever came later.
LAST = "(v.followed_on IS NULL OR v.followed_on > %(last)s)"

PREDICATES = {
    "visits": COUNTED,
    "in_time": f"{COUNTED} AND v.dwell_seconds <= {{expected}}",
    "decided": f"{LAST} AND v.outcome IN ('advanced', 'won', 'lost', 'dropped')",
    "went_on": f"{LAST} AND v.outcome IN ('advanced', 'won')",
    "stuck": f"{COUNTED} AND (v.outcome IN ('lost', 'dropped') OR v.dwell_seconds > {{expected}})",
}

# The visits that ended in the period; the index flow_visit_report answers alone.
_ENDED = """
    FROM flow_visit v {joined}
    WHERE v.pipeline = %(pipeline)s AND v.end_day BETWEEN %(first)s AND %(last)s AND {holds}"""

FIGURES = """
    SELECT v.stage, {group} AS grp, COUNT(*) FILTER (WHERE {visits}) AS visits,
        SUM(v.dwell_seconds) FILTER (WHERE {visits}) AS dwell,
        COUNT(*) FILTER (WHERE {in_time}) AS in_time,
        COUNT(*) FILTER (WHERE {decided}) AS decided,
        COUNT(*) FILTER (WHERE {went_on}) AS went_on,
        COUNT(DISTINCT CASE WHEN {stuck} THEN v.record_id END) AS stuck,
        SUM(v.stay_seconds) FILTER (WHERE {went_on}) AS stay""" + (
    _ENDED + " GROUP BY v.stage{grouped}"
)

# Median and 90th percentile of what went on, between neighbours linearly.
QUANTILES = {
    "postgresql": """
    SELECT v.stage, {group} AS grp,
        percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY v.stay_seconds)"""
    + _ENDED
    + " AND {went_on} GROUP BY v.stage{grouped}",
    # The two neighbours of each: `nth` from 0 among `many`, which is known beforehand where
    # nothing is grouped; counting beside the order costs a third more.
    "sqlite": """
    SELECT stage, grp, many, nth, stay_seconds FROM (
        SELECT v.stage AS stage, {group} AS grp, v.stay_seconds AS stay_seconds,
            ROW_NUMBER() OVER (PARTITION BY v.stage{grouped} ORDER BY v.stay_seconds) - 1 AS nth,
            {many} AS many"""
    + _ENDED
    + """ AND {went_on}) AS ranked
    WHERE nth IN ((many - 1) / 2, many / 2, (many - 1) * 9 / 10, ((many - 1) * 9 + 9) / 10)""",
}

# One line for each record that got stuck in a stage: the last reason given, '' for none.
# A report asks for those that gave one alone: they are few, and no index holds their words.
STUCK = """
    SELECT stage, grp, record_id, reason FROM (
        SELECT v.stage AS stage, {group} AS grp, v.record_id AS record_id,
            COALESCE(v.reason, '') AS reason,
            ROW_NUMBER() OVER (PARTITION BY v.stage, v.record_id{grouped}
                ORDER BY COALESCE(v.reason, '') = '', v.seq DESC) AS place""" + (
    _ENDED + " AND {stuck}) AS told WHERE place = 1"
)
REASONS = f"""
    SELECT stage, grp, reason, COUNT(*)
    FROM ({STUCK.replace("{stuck}", "v.reason IS NOT NULL AND v.reason <> '' AND {stuck}")}) AS said
    GROUP BY stage, grp, reason"""

# Visits that were open as the period ended: those that have ended since. Those still open are
# counted by their records, which know whose they are now.
LEFT_SINCE = """
    FROM flow_visit v {joined}
    WHERE v.pipeline = %(pipeline)s AND v.end_day > %(last)s
        AND v.entered_day <= %(last)s AND {holds}"""
STANDING = """
    SELECT stage, grp, SUM(many) FROM (
        SELECT stage, {now_group} AS grp, COUNT(*) AS many FROM ({standing}) AS now
        GROUP BY stage{now_grouped}
        UNION ALL
        SELECT v.stage, {group} AS grp, COUNT(*) AS many""" + (
    LEFT_SINCE + " GROUP BY v.stage{grouped}) AS standing GROUP BY stage, grp"
)

# Who first entered a stage in the period, and what became of him: gone on, still open or over.
# Whoever advanced, won or was let past went on; only the others are followed up.
COHORT = """
    SELECT v.stage AS stage, {group} AS grp, v.record_id AS record_id, CASE
            WHEN {went} THEN 'gone'
            WHEN v.outcome IS NULL THEN 'open'
            WHEN NOT EXISTS (SELECT 1 FROM flow_visit w
                WHERE w.record_id = v.record_id AND w.seq > v.seq) THEN 'over'
            WHEN EXISTS (SELECT 1 FROM flow_visit w
                WHERE w.record_id = v.record_id AND w.seq > v.seq AND {later}) THEN 'gone'
            WHEN EXISTS (SELECT 1 FROM flow_visit w
                WHERE w.record_id = v.record_id AND w.left_at IS NULL) THEN 'open'
            ELSE 'over' END AS fate
    FROM flow_visit v {joined}
    WHERE v.pipeline = %(pipeline)s AND v.is_first_in_stage
        AND v.entered_day BETWEEN %(first)s AND %(last)s
        AND (v.outcome IS NULL OR v.outcome <> 'relocated') AND {holds}"""
COHORTS = f"SELECT stage, grp, fate, COUNT(*) FROM ({COHORT}) AS cohort GROUP BY stage, grp, fate"
# Of a fixed order: any later stage counts, so that a stage passed by is no loss.
FIXED = {
    "went": "v.outcome IN ('advanced', 'won', 'skipped')",
    "later": "(w.outcome = 'won' OR {w_place} > {v_place})",
}
# Of a free one: B itself; to win, where A is the last.
FREE = {
    "went": "v.outcome = 'won' AND {v_next} = ''",
    "later": "(w.stage = {v_next} OR (w.outcome = 'won' AND {v_next} = ''))",
}

# Drilling through: the same visits, one line each, before anything is counted.
VISITS = "SELECT v.stage AS stage, {group} AS grp, v.record_id AS record_id" + _ENDED
MEMBERS = "SELECT record_id FROM ({lines}) AS counted WHERE {which}"
LEFT = "SELECT v.stage AS stage, {group} AS grp, v.record_id AS record_id" + LEFT_SINCE

# The records registered in the period: their very first visit began there.
_REGISTERED = """
    FROM (SELECT v.record_id FROM flow_visit v {joined}
        WHERE v.pipeline = %(pipeline)s AND v.is_first_in_stage AND v.seq = 1
        AND v.entered_day BETWEEN %(first)s AND %(last)s AND {holds}) AS registered
    JOIN flow_visit w ON w.record_id = registered.record_id
        AND (w.outcome IS NULL OR w.outcome <> 'relocated')"""
# How far each came in a fixed order: the place of the farthest stage, beyond all if won.
FARTHEST = """
    SELECT w.record_id, MAX(CASE WHEN w.outcome = 'won' THEN {beyond}
            ELSE COALESCE({w_place}, 0) END) AS farthest,
        MAX(CASE WHEN w.left_at IS NULL THEN 1 ELSE 0 END) AS still_open""" + (
    _REGISTERED + " GROUP BY w.record_id"
)
FUNNEL = f"""
    SELECT farthest, still_open, COUNT(*) FROM ({FARTHEST}) AS come
    GROUP BY farthest, still_open"""
# In a free order a stage is reached by being there, and left for the next whenever that comes.
REACHED = (
    """
    SELECT w.record_id AS record_id, w.stage AS stage, w.outcome AS outcome, w.left_at AS left_at,
        w.is_first_in_stage AND EXISTS (SELECT 1 FROM flow_visit x WHERE x.record_id = w.record_id
            AND x.seq > w.seq AND x.stage = {w_next}) AS went_on"""
    + _REGISTERED
)
FREE_FUNNEL = f"""
    SELECT stage, COUNT(DISTINCT record_id), COUNT(*) FILTER (WHERE left_at IS NULL),
        COUNT(*) FILTER (WHERE went_on),
        COUNT(DISTINCT CASE WHEN outcome = 'won' THEN record_id END)
    FROM ({REACHED}) AS come GROUP BY stage"""
REGISTERED = "SELECT COUNT(DISTINCT w.record_id)" + _REGISTERED

# Any two stages: one right after the other; and the first stay in one before the last in the
# other.
DIRECT = """
    SELECT v.stage, w.stage, COUNT(*)
    FROM flow_visit v {joined}
    JOIN flow_visit w ON w.record_id = v.record_id AND w.seq = v.seq + 1
    WHERE v.pipeline = %(pipeline)s AND v.outcome <> 'relocated'
        AND v.end_day BETWEEN %(first)s AND %(last)s AND {holds}
    GROUP BY v.stage, w.stage"""
AFTER = """
    SELECT v.stage, w.stage, COUNT(*)
    FROM flow_visit v {joined}
    JOIN flow_visit w ON w.record_id = v.record_id AND w.seq > v.seq AND w.followed_on IS NULL
    WHERE v.pipeline = %(pipeline)s AND v.is_first_in_stage
        AND v.entered_day BETWEEN %(first)s AND %(last)s
        AND (v.outcome IS NULL OR v.outcome <> 'relocated') AND {holds}
    GROUP BY v.stage, w.stage"""

# Whoever left the pipeline in a period and was opened again after it.
REOPENED = """
    SELECT DISTINCT v.record_id FROM flow_visit v
    JOIN flow_visit w ON w.record_id = v.record_id AND w.seq = v.seq + 1
    WHERE {among} AND v.outcome IN ('won', 'lost', 'dropped') AND v.end_day <= %(last)s
        AND w.entered_day > %(last)s"""
