CREATE TABLE item (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    unit TEXT NOT NULL,
    salvage_value_micros INTEGER NOT NULL CHECK (salvage_value_micros >= 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE supplier (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    currency TEXT NOT NULL CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
    calendar TEXT NOT NULL,
    contact_name TEXT NOT NULL,
    contact_email TEXT NOT NULL,
    contact_phone TEXT NOT NULL,
    payment_terms TEXT NOT NULL,
    incoterm TEXT NOT NULL,
    order_cost_micros INTEGER NOT NULL CHECK (order_cost_micros >= 0),
    minimum_order_value_micros INTEGER NOT NULL CHECK (minimum_order_value_micros >= 0),
    minimum_order_surcharge_micros INTEGER CHECK (minimum_order_surcharge_micros >= 0),
    freight_micros INTEGER NOT NULL CHECK (freight_micros >= 0),
    free_freight_from_micros INTEGER CHECK (free_freight_from_micros >= 0),
    maximum_units INTEGER CHECK (maximum_units >= 0),
    maximum_value_micros INTEGER CHECK (maximum_value_micros >= 0),
    order_format TEXT NOT NULL CHECK (order_format IN ('csv', 'json')),
    is_blocked INTEGER NOT NULL CHECK (is_blocked IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE supplier_discount (
    supplier TEXT NOT NULL REFERENCES supplier (id),
    position INTEGER NOT NULL CHECK (position >= 1),
    threshold_value_micros INTEGER CHECK (threshold_value_micros >= 0),
    threshold_units INTEGER CHECK (threshold_units >= 0),
    percent_micros INTEGER NOT NULL CHECK (percent_micros BETWEEN 0 AND 100000000),
    PRIMARY KEY (supplier, position),
    CHECK ((threshold_value_micros IS NULL) <> (threshold_units IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE item_reference (
    supplier TEXT NOT NULL REFERENCES supplier (id),
    supplier_part TEXT NOT NULL,
    item TEXT NOT NULL REFERENCES item (id),
    base_units INTEGER NOT NULL CHECK (base_units >= 1),
    PRIMARY KEY (supplier, supplier_part)
) STRICT, WITHOUT ROWID;

CREATE TABLE item_supplier_rule (
    item TEXT NOT NULL REFERENCES item (id),
    supplier TEXT NOT NULL REFERENCES supplier (id),
    status TEXT NOT NULL CHECK (status IN ('approved', 'blocked')),
    PRIMARY KEY (item, supplier, status)
) STRICT, WITHOUT ROWID;

CREATE TABLE substitute (
    item TEXT NOT NULL REFERENCES item (id),
    substitute TEXT NOT NULL REFERENCES item (id),
    cost_micros INTEGER NOT NULL CHECK (cost_micros >= 0),
    PRIMARY KEY (item, substitute),
    CHECK (item <> substitute)
) STRICT, WITHOUT ROWID;

CREATE TABLE share_rule (
    supplier TEXT NOT NULL REFERENCES supplier (id),
    item TEXT NOT NULL REFERENCES item (id),
    minimum_share_micros INTEGER NOT NULL,
    maximum_share_micros INTEGER NOT NULL,
    PRIMARY KEY (supplier, item),
    CHECK (0 <= minimum_share_micros AND minimum_share_micros <= maximum_share_micros
        AND maximum_share_micros <= 1000000)
) STRICT, WITHOUT ROWID;

CREATE TABLE intake_document (
    sequence INTEGER NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('master', 'back-orders', 'stock', 'inbound')),
    file_name TEXT NOT NULL,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
    row_count INTEGER NOT NULL CHECK (row_count >= 0),
    taken_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE back_order_line (
    order_reference TEXT NOT NULL,
    line TEXT NOT NULL,
    customer TEXT NOT NULL,
    item TEXT NOT NULL,
    open_quantity_micros INTEGER NOT NULL CHECK (open_quantity_micros >= 0),
    unit TEXT NOT NULL,
    need_by_day INTEGER NOT NULL,
    priority TEXT NOT NULL,
    late_cost_micros INTEGER CHECK (late_cost_micros >= 0),
    unmet_cost_micros INTEGER CHECK (unmet_cost_micros >= 0),
    split TEXT NOT NULL CHECK (split IN ('any', 'single', 'complete')),
    accepts_substitute INTEGER NOT NULL CHECK (accepts_substitute IN (0, 1)),
    cause TEXT NOT NULL
        CHECK (cause IN ('demandSurge', 'supply', 'production', 'season', 'other')),
    status TEXT NOT NULL CHECK (status IN ('open', 'withdrawn')), unit_price_micros INTEGER
    CHECK (unit_price_micros >= 0), unit_margin_micros INTEGER
    CHECK (unit_margin_micros >= 0),
    PRIMARY KEY (order_reference, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE stock (
    item TEXT NOT NULL,
    location TEXT NOT NULL,
    free_micros INTEGER NOT NULL CHECK (free_micros >= 0),
    unit TEXT NOT NULL,
    PRIMARY KEY (item, location)
) STRICT, WITHOUT ROWID;

CREATE TABLE inbound (
    position INTEGER NOT NULL PRIMARY KEY CHECK (position >= 1),
    reference TEXT NOT NULL,
    item TEXT NOT NULL,
    quantity_micros INTEGER NOT NULL CHECK (quantity_micros >= 0),
    unit TEXT NOT NULL,
    expected_day INTEGER NOT NULL
) STRICT;

CREATE TABLE feed_delivery (
    sequence INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE CHECK (id <> ''),
    feed TEXT NOT NULL,
    file_name TEXT NOT NULL,
    kept_at TEXT NOT NULL,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
    taken_at_ms INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('accepted', 'held', 'rejected')),
    reason TEXT NOT NULL,
    rows_accepted INTEGER NOT NULL CHECK (rows_accepted >= 0),
    rows_quarantined INTEGER NOT NULL CHECK (rows_quarantined >= 0)
) STRICT;

CREATE INDEX feed_delivery_by_feed ON feed_delivery (feed, sha256);

CREATE TABLE feed_problem (
    delivery TEXT NOT NULL REFERENCES feed_delivery (id),
    position INTEGER NOT NULL CHECK (position >= 1),
    file TEXT NOT NULL,
    line_number INTEGER NOT NULL CHECK (line_number >= 0),
    column_number INTEGER NOT NULL CHECK (column_number >= 0),
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    help TEXT NOT NULL,
    supplier TEXT NOT NULL,
    supplier_part TEXT NOT NULL,
    PRIMARY KEY (delivery, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE feed_snapshot (
    feed TEXT NOT NULL,
    supplier TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    delivery TEXT NOT NULL REFERENCES feed_delivery (id),
    taken_at_ms INTEGER NOT NULL,
    row_count INTEGER NOT NULL CHECK (row_count >= 0),
    fingerprint TEXT NOT NULL
        CHECK (length(fingerprint) = 64 AND fingerprint NOT GLOB '*[^0-9a-f]*'),
    PRIMARY KEY (feed, supplier)
) STRICT, WITHOUT ROWID;

CREATE INDEX feed_snapshot_by_delivery ON feed_snapshot (delivery);

CREATE TABLE offer (
    id TEXT NOT NULL PRIMARY KEY,
    feed TEXT NOT NULL,
    supplier TEXT NOT NULL,
    supplier_part TEXT NOT NULL,
    item TEXT NOT NULL,
    price_mode TEXT NOT NULL CHECK (price_mode IN ('allUnits', 'incremental')),
    currency TEXT NOT NULL CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
    unit TEXT NOT NULL,
    minimum_quantity_micros INTEGER NOT NULL CHECK (minimum_quantity_micros >= 0),
    order_multiple_micros INTEGER NOT NULL CHECK (order_multiple_micros > 0),
    maximum_quantity_micros INTEGER CHECK (maximum_quantity_micros >= 0),
    lead_time_days INTEGER CHECK (lead_time_days BETWEEN 0 AND 36500),
    lead_time_counting TEXT CHECK (lead_time_counting IN ('calendarDays', 'workingDays')),
    on_hand_micros INTEGER CHECK (on_hand_micros >= 0),
    stock_lead_time_days INTEGER NOT NULL CHECK (stock_lead_time_days BETWEEN 0 AND 36500),
    stock_lead_time_counting TEXT NOT NULL
        CHECK (stock_lead_time_counting IN ('calendarDays', 'workingDays')),
    offer_cost_micros INTEGER NOT NULL CHECK (offer_cost_micros >= 0),
    unit_cost_micros INTEGER NOT NULL CHECK (unit_cost_micros >= 0),
    valid_from_day INTEGER,
    valid_through_day INTEGER,
    is_stale INTEGER NOT NULL CHECK (is_stale IN (0, 1)),
    FOREIGN KEY (feed, supplier) REFERENCES feed_snapshot (feed, supplier),
    CHECK ((lead_time_days IS NULL) = (lead_time_counting IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX offer_by_snapshot ON offer (feed, supplier);

CREATE TABLE price_break (
    offer TEXT NOT NULL REFERENCES offer (id),
    from_quantity_micros INTEGER NOT NULL CHECK (from_quantity_micros >= 0),
    price_micros INTEGER NOT NULL CHECK (price_micros >= 0),
    price_per_micros INTEGER NOT NULL CHECK (price_per_micros > 0),
    PRIMARY KEY (offer, from_quantity_micros)
) STRICT, WITHOUT ROWID;

CREATE TABLE availability (
    feed TEXT NOT NULL,
    supplier TEXT NOT NULL,
    supplier_part TEXT NOT NULL,
    item TEXT NOT NULL,
    on_hand_micros INTEGER CHECK (on_hand_micros >= 0),
    unit TEXT,
    stock_lead_time_days INTEGER NOT NULL CHECK (stock_lead_time_days BETWEEN 0 AND 36500),
    stock_lead_time_counting TEXT NOT NULL
        CHECK (stock_lead_time_counting IN ('calendarDays', 'workingDays')),
    lead_time_days INTEGER CHECK (lead_time_days BETWEEN 0 AND 36500),
    lead_time_counting TEXT CHECK (lead_time_counting IN ('calendarDays', 'workingDays')),
    is_stale INTEGER NOT NULL CHECK (is_stale IN (0, 1)),
    PRIMARY KEY (feed, supplier, supplier_part),
    FOREIGN KEY (feed, supplier) REFERENCES feed_snapshot (feed, supplier),
    CHECK ((on_hand_micros IS NULL) = (unit IS NULL)),
    CHECK ((lead_time_days IS NULL) = (lead_time_counting IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE shipment (
    feed TEXT NOT NULL,
    position INTEGER NOT NULL CHECK (position >= 1),
    supplier TEXT NOT NULL,
    item TEXT NOT NULL,
    ordered_day INTEGER NOT NULL,
    scheduled_day INTEGER,
    received_day INTEGER NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity >= 0),
    PRIMARY KEY (feed, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE sourcing_round (
    number INTEGER NOT NULL PRIMARY KEY CHECK (number >= 1),
    created_at_ms INTEGER NOT NULL,
    as_of_ms INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('proposed', 'approved', 'ordered')),
    hash TEXT NOT NULL CHECK (length(hash) = 64 AND hash NOT GLOB '*[^0-9a-f]*'),
    content BLOB NOT NULL,
    approved_by TEXT NOT NULL,
    approved_at_ms INTEGER,
    CHECK ((state = 'proposed') = (approved_at_ms IS NULL)),
    CHECK (state <> 'proposed' OR approved_by = '')
) STRICT;

CREATE TRIGGER sourcing_round_is_kept BEFORE DELETE ON sourcing_round
BEGIN SELECT RAISE (ABORT, 'a round is never deleted'); END;

CREATE TRIGGER sourcing_round_content_is_fixed
BEFORE UPDATE OF number, created_at_ms, as_of_ms, hash, content ON sourcing_round
BEGIN SELECT RAISE (ABORT, 'the content of a round never changes'); END;

CREATE TABLE round_input (
    round INTEGER NOT NULL REFERENCES sourcing_round (number),
    position INTEGER NOT NULL CHECK (position >= 1),
    component TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    PRIMARY KEY (round, position),
    UNIQUE (round, component)
) STRICT, WITHOUT ROWID;

CREATE TABLE purchase_order (
    number TEXT NOT NULL PRIMARY KEY,
    round INTEGER NOT NULL REFERENCES sourcing_round (number),
    supplier TEXT NOT NULL,
    buyer_name TEXT NOT NULL,
    buyer_city TEXT NOT NULL,
    buyer_postal_code TEXT NOT NULL,
    buyer_country TEXT NOT NULL,
    ship_to_name TEXT NOT NULL,
    ship_to_city TEXT NOT NULL,
    ship_to_postal_code TEXT NOT NULL,
    ship_to_country TEXT NOT NULL,
    contact_name TEXT NOT NULL,
    contact_email TEXT NOT NULL,
    contact_phone TEXT NOT NULL,
    currency TEXT NOT NULL CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
    payment_terms TEXT NOT NULL,
    incoterm TEXT NOT NULL,
    order_day INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('approved', 'issuing', 'issued',
        'partlyAcknowledged', 'acknowledged', 'received', 'closed', 'cancelled')),
    revision INTEGER NOT NULL CHECK (revision >= 0)
) STRICT, WITHOUT ROWID;

CREATE INDEX purchase_order_by_round ON purchase_order (round);

CREATE TRIGGER purchase_order_is_kept BEFORE DELETE ON purchase_order
BEGIN SELECT RAISE (ABORT, 'a purchase order is never deleted'); END;

CREATE TABLE purchase_order_address_line (
    purchase_order TEXT NOT NULL REFERENCES purchase_order (number),
    role TEXT NOT NULL CHECK (role IN ('buyer', 'ship-to')),
    position INTEGER NOT NULL CHECK (position >= 1),
    text TEXT NOT NULL,
    PRIMARY KEY (purchase_order, role, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE purchase_order_line (
    purchase_order TEXT NOT NULL REFERENCES purchase_order (number),
    number INTEGER NOT NULL CHECK (number >= 1),
    item TEXT NOT NULL,
    supplier_part TEXT NOT NULL,
    description TEXT NOT NULL,
    quantity_micros INTEGER NOT NULL CHECK (quantity_micros > 0),
    unit TEXT NOT NULL,
    price_micros INTEGER NOT NULL CHECK (price_micros >= 0),
    price_per_micros INTEGER NOT NULL CHECK (price_per_micros > 0),
    amount_micros INTEGER NOT NULL CHECK (amount_micros >= 0),
    base_unit TEXT NOT NULL,
    ordered INTEGER NOT NULL CHECK (ordered >= 1),
    accepted INTEGER NOT NULL CHECK (accepted >= 0),
    rejected INTEGER NOT NULL CHECK (rejected >= 0),
    pending INTEGER NOT NULL CHECK (pending >= 0),
    received INTEGER NOT NULL CHECK (received BETWEEN 0 AND accepted),
    state TEXT NOT NULL CHECK (state IN ('open', 'partlyAcknowledged', 'acknowledged',
        'received', 'rejected', 'closed', 'cancelled')),
    PRIMARY KEY (purchase_order, number),
    CHECK (ordered = accepted + rejected + pending)
) STRICT, WITHOUT ROWID;

CREATE TABLE schedule_line (
    purchase_order TEXT NOT NULL,
    line INTEGER NOT NULL,
    position INTEGER NOT NULL CHECK (position >= 1),
    quantity_micros INTEGER NOT NULL CHECK (quantity_micros > 0),
    requested_day INTEGER NOT NULL,
    PRIMARY KEY (purchase_order, line, position),
    FOREIGN KEY (purchase_order, line) REFERENCES purchase_order_line
) STRICT, WITHOUT ROWID;

CREATE TABLE peg (
    purchase_order TEXT NOT NULL,
    line INTEGER NOT NULL,
    position INTEGER NOT NULL CHECK (position >= 1),
    order_reference TEXT NOT NULL,
    order_line TEXT NOT NULL,
    quantity_micros INTEGER NOT NULL CHECK (quantity_micros > 0),
    expected_day INTEGER NOT NULL,
    PRIMARY KEY (purchase_order, line, position),
    FOREIGN KEY (purchase_order, line) REFERENCES purchase_order_line
) STRICT, WITHOUT ROWID;

CREATE TABLE purchase_order_event (
    purchase_order TEXT NOT NULL REFERENCES purchase_order (number),
    sequence INTEGER NOT NULL CHECK (sequence >= 1),
    at_ms INTEGER NOT NULL,
    event TEXT NOT NULL CHECK (event <> ''),
    line INTEGER CHECK (line >= 1),
    quantity INTEGER NOT NULL CHECK (quantity >= 0),
    reason TEXT NOT NULL,
    PRIMARY KEY (purchase_order, sequence)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER purchase_order_event_is_kept BEFORE DELETE ON purchase_order_event
BEGIN SELECT RAISE (ABORT, 'an event is never deleted'); END;

CREATE TRIGGER purchase_order_event_is_fixed BEFORE UPDATE ON purchase_order_event
BEGIN SELECT RAISE (ABORT, 'an event never changes'); END;

CREATE TABLE outbox_message (
    sequence INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE CHECK (id <> ''),
    purchase_order TEXT NOT NULL REFERENCES purchase_order (number),
    revision INTEGER NOT NULL CHECK (revision >= 0),
    supplier TEXT NOT NULL,
    format TEXT NOT NULL,
    folder TEXT NOT NULL,
    file_name TEXT NOT NULL CHECK (file_name <> ''),
    bytes BLOB NOT NULL,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
    state TEXT NOT NULL CHECK (state IN ('intended', 'staged', 'sent')),
    created_at_ms INTEGER NOT NULL,
    changed_at_ms INTEGER NOT NULL,
    UNIQUE (purchase_order, revision),
    UNIQUE (supplier, file_name)
) STRICT;

CREATE TRIGGER outbox_message_is_kept BEFORE DELETE ON outbox_message
BEGIN SELECT RAISE (ABORT, 'a message is never deleted'); END;

CREATE TRIGGER outbox_message_is_fixed
BEFORE UPDATE OF id, purchase_order, revision, supplier, format, folder, file_name, bytes,
    sha256, created_at_ms ON outbox_message
BEGIN SELECT RAISE (ABORT, 'the bytes and the place of a message never change'); END;

CREATE TRIGGER outbox_message_stays_sent BEFORE UPDATE OF state ON outbox_message
WHEN OLD.state = 'sent' AND NEW.state <> 'sent'
BEGIN SELECT RAISE (ABORT, 'a message that was sent stays sent'); END;

CREATE TABLE number_sequence (
    name TEXT NOT NULL PRIMARY KEY CHECK (name IN ('round', 'purchase-order', 'run')),
    last INTEGER NOT NULL CHECK (last >= 1)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER number_sequence_only_grows BEFORE UPDATE ON number_sequence
WHEN NEW.last <= OLD.last
BEGIN SELECT RAISE (ABORT, 'a number is never given twice'); END;

CREATE TABLE run (
    sequence INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE CHECK (id <> ''),
    slot TEXT UNIQUE,
    started_at_ms INTEGER NOT NULL,
    round INTEGER REFERENCES sourcing_round (number),
    finished_at_ms INTEGER,
    exit_code INTEGER CHECK (exit_code BETWEEN 0 AND 255),
    report TEXT NOT NULL
) STRICT;

CREATE TRIGGER run_is_kept BEFORE DELETE ON run
BEGIN SELECT RAISE (ABORT, 'a run is never deleted'); END;

CREATE TABLE desk_message (
    sequence INTEGER NOT NULL PRIMARY KEY,
    purchase_order TEXT NOT NULL REFERENCES purchase_order (number),
    kind TEXT NOT NULL CHECK (kind IN ('functional-acknowledgment', 'acknowledgment',
        'ship-notice', 'receipt')),
    document TEXT NOT NULL CHECK (document <> ''),
    written_at_ms INTEGER NOT NULL,
    is_readable INTEGER NOT NULL CHECK (is_readable IN (0, 1)),
    note TEXT NOT NULL,
    taken_at_ms INTEGER NOT NULL,
    source TEXT NOT NULL, change_number INTEGER CHECK (change_number >= 0), replaces TEXT
    CHECK (replaces IS NULL OR replaces <> '' AND kind = 'ship-notice'),
    UNIQUE (purchase_order, kind, document)
) STRICT;

CREATE TRIGGER desk_message_is_kept BEFORE DELETE ON desk_message
BEGIN SELECT RAISE (ABORT, 'a message about an order is never deleted'); END;

CREATE TRIGGER desk_message_is_fixed BEFORE UPDATE ON desk_message
BEGIN SELECT RAISE (ABORT, 'a message about an order never changes'); END;

CREATE TABLE desk_statement (
    message INTEGER NOT NULL REFERENCES desk_message (sequence),
    position INTEGER NOT NULL CHECK (position >= 1),
    line INTEGER NOT NULL CHECK (line >= 1),
    outcome TEXT,
    quantity_micros INTEGER CHECK (quantity_micros >= 0),
    damaged_micros INTEGER CHECK (damaged_micros BETWEEN 0 AND quantity_micros),
    arrival_day INTEGER,
    ship_day INTEGER,
    price_micros INTEGER CHECK (price_micros >= 0),
    substitute TEXT,
    remark TEXT NOT NULL, unit TEXT CHECK (unit <> ''),
    PRIMARY KEY (message, position)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER desk_statement_is_kept BEFORE DELETE ON desk_statement
BEGIN SELECT RAISE (ABORT, 'a message about an order is never deleted'); END;

CREATE TRIGGER desk_statement_is_fixed BEFORE UPDATE ON desk_statement
BEGIN SELECT RAISE (ABORT, 'a message about an order never changes'); END;

CREATE TABLE desk_decision (
    sequence INTEGER NOT NULL PRIMARY KEY,
    purchase_order TEXT NOT NULL REFERENCES purchase_order (number),
    document TEXT NOT NULL CHECK (document <> ''),
    line INTEGER NOT NULL CHECK (line >= 1),
    verdict TEXT NOT NULL CHECK (verdict IN ('accept', 'refuse')),
    person TEXT NOT NULL CHECK (person <> ''),
    at_ms INTEGER NOT NULL,
    reason TEXT NOT NULL
) STRICT;

CREATE TRIGGER desk_decision_is_kept BEFORE DELETE ON desk_decision
BEGIN SELECT RAISE (ABORT, 'a decision is never deleted'); END;

CREATE TRIGGER desk_decision_is_fixed BEFORE UPDATE ON desk_decision
BEGIN SELECT RAISE (ABORT, 'a decision never changes'); END;

CREATE TABLE promise (
    order_reference TEXT NOT NULL,
    line TEXT NOT NULL,
    sequence INTEGER NOT NULL CHECK (sequence >= 1),
    at_ms INTEGER NOT NULL,
    promised_day INTEGER,
    median_day INTEGER,
    receipts INTEGER CHECK (receipts >= 0),
    supplier_receipts INTEGER CHECK (supplier_receipts >= 0),
    reason TEXT NOT NULL, share_millionths INTEGER
    CHECK (share_millionths IS NULL
        OR (share_millionths BETWEEN 1 AND 999999 AND promised_day IS NOT NULL)),
    PRIMARY KEY (order_reference, line, sequence),
    CHECK ((promised_day IS NULL) = (median_day IS NULL)),
    CHECK (median_day <= promised_day)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER promise_is_kept BEFORE DELETE ON promise
BEGIN SELECT RAISE (ABORT, 'a promise is never deleted'); END;

CREATE TRIGGER promise_is_fixed BEFORE UPDATE ON promise
BEGIN SELECT RAISE (ABORT, 'a promise never changes'); END;

CREATE TABLE follow_up (
    sequence INTEGER NOT NULL PRIMARY KEY,
    purchase_order TEXT NOT NULL REFERENCES purchase_order (number),
    line INTEGER NOT NULL CHECK (line >= 1),
    reason TEXT NOT NULL CHECK (reason <> ''),
    since_day INTEGER NOT NULL,
    attempt INTEGER NOT NULL CHECK (attempt >= 1),
    due_day INTEGER NOT NULL,
    action TEXT NOT NULL CHECK (action <> ''),
    claimed_at_ms INTEGER NOT NULL,
    UNIQUE (purchase_order, line, reason, since_day, attempt)
) STRICT;

CREATE TRIGGER follow_up_is_kept BEFORE DELETE ON follow_up
BEGIN SELECT RAISE (ABORT, 'a follow-up is never deleted'); END;

CREATE TRIGGER follow_up_is_fixed BEFORE UPDATE ON follow_up
BEGIN SELECT RAISE (ABORT, 'a follow-up never changes'); END;

CREATE TABLE order_change (
    purchase_order TEXT NOT NULL REFERENCES purchase_order (number),
    sequence INTEGER NOT NULL CHECK (sequence >= 1),
    day INTEGER NOT NULL,
    requested_at_ms INTEGER NOT NULL,
    person TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (purchase_order, sequence)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER order_change_is_kept BEFORE DELETE ON order_change
BEGIN SELECT RAISE (ABORT, 'a change of an order is never deleted'); END;

CREATE TRIGGER order_change_is_fixed BEFORE UPDATE ON order_change
BEGIN SELECT RAISE (ABORT, 'a change of an order never changes'); END;

CREATE TABLE exchange_rate (
    currency TEXT NOT NULL CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
    from_day INTEGER NOT NULL,
    worth_micros INTEGER NOT NULL CHECK (worth_micros > 0),
    per INTEGER NOT NULL CHECK (per >= 1),
    PRIMARY KEY (currency, from_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE notice (
    order_reference TEXT NOT NULL,
    line TEXT NOT NULL,
    sequence INTEGER NOT NULL CHECK (sequence >= 1),
    at_ms INTEGER NOT NULL,
    customer TEXT NOT NULL CHECK (customer <> ''),
    kind TEXT NOT NULL CHECK (kind IN ('created', 'promised', 'earlier', 'later',
        'no-date', 'split', 'credit-offered', 'substitute-offered', 'shipped',
        'cancelled')),
    old_day INTEGER,
    new_day INTEGER,
    parts TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (order_reference, line, sequence)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER notice_is_kept BEFORE DELETE ON notice
BEGIN SELECT RAISE (ABORT, 'a notice is never deleted'); END;

CREATE TRIGGER notice_is_fixed BEFORE UPDATE ON notice
BEGIN SELECT RAISE (ABORT, 'a notice never changes'); END;

CREATE TABLE letter (
    number INTEGER NOT NULL PRIMARY KEY CHECK (number >= 1),
    order_reference TEXT NOT NULL,
    line TEXT NOT NULL,
    through INTEGER NOT NULL,
    customer TEXT NOT NULL CHECK (customer <> ''),
    kind TEXT NOT NULL CHECK (kind IN ('created', 'promised', 'earlier', 'later',
        'no-date', 'split', 'credit-offered', 'substitute-offered', 'shipped',
        'cancelled')),
    old_day INTEGER,
    new_day INTEGER,
    parts TEXT NOT NULL,
    choices TEXT NOT NULL,
    deadline_day INTEGER,
    silence TEXT CHECK (silence IN ('nothing', 'wait', 'cancel')),
    is_delay INTEGER NOT NULL CHECK (is_delay IN (0, 1)),
    channel TEXT NOT NULL CHECK (channel <> ''),
    folder TEXT NOT NULL,
    file_name TEXT NOT NULL CHECK (file_name <> ''),
    bytes BLOB NOT NULL,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
    state TEXT NOT NULL CHECK (state IN ('intended', 'staged', 'sent')),
    created_at_ms INTEGER NOT NULL,
    changed_at_ms INTEGER NOT NULL,
    UNIQUE (order_reference, line, through),
    UNIQUE (folder, file_name),
    FOREIGN KEY (order_reference, line, through) REFERENCES notice,
    CHECK ((deadline_day IS NULL) = (silence IS NULL))
) STRICT;

CREATE TRIGGER letter_is_kept BEFORE DELETE ON letter
BEGIN SELECT RAISE (ABORT, 'a letter is never deleted'); END;

CREATE TRIGGER letter_is_fixed
BEFORE UPDATE OF number, order_reference, line, through, customer, kind, old_day,
    new_day, parts, choices, deadline_day, silence, is_delay, channel, folder,
    file_name, bytes, sha256, created_at_ms ON letter
BEGIN SELECT RAISE (ABORT, 'what a letter says never changes'); END;

CREATE TRIGGER letter_sent_stays_sent BEFORE UPDATE OF state ON letter
WHEN old.state = 'sent' AND new.state <> 'sent'
BEGIN SELECT RAISE (ABORT, 'a letter that was sent stays sent'); END;

CREATE TABLE consent (
    order_reference TEXT NOT NULL,
    line TEXT NOT NULL,
    sequence INTEGER NOT NULL CHECK (sequence >= 1),
    at_ms INTEGER NOT NULL,
    answer TEXT NOT NULL CHECK (answer IN ('wait', 'partial', 'substitute', 'cancel',
        'credit')),
    basis TEXT NOT NULL CHECK (basis IN ('customer', 'statute')),
    letter INTEGER REFERENCES letter (number),
    person TEXT NOT NULL CHECK (trim(person) <> ''),
    channel TEXT NOT NULL CHECK (trim(channel) <> ''),
    evidence TEXT NOT NULL CHECK (trim(evidence) <> ''),
    PRIMARY KEY (order_reference, line, sequence),
    CHECK (basis = 'customer' OR letter IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX consent_cancels_once ON consent (order_reference, line)
WHERE answer = 'cancel';

CREATE INDEX consent_by_letter ON consent (letter);

CREATE TRIGGER consent_is_kept BEFORE DELETE ON consent
BEGIN SELECT RAISE (ABORT, 'a consent is never deleted'); END;

CREATE TRIGGER consent_is_fixed BEFORE UPDATE ON consent
BEGIN SELECT RAISE (ABORT, 'a consent never changes'); END;

CREATE TRIGGER consent_ends_with_cancellation BEFORE INSERT ON consent
WHEN EXISTS (SELECT 1 FROM consent
    WHERE order_reference = new.order_reference AND line = new.line
        AND answer = 'cancel')
BEGIN SELECT RAISE (ABORT, 'a cancelled line has no further consent'); END;

CREATE TABLE credit (
    number INTEGER NOT NULL PRIMARY KEY CHECK (number >= 1),
    order_reference TEXT NOT NULL,
    line TEXT NOT NULL,
    delay INTEGER NOT NULL CHECK (delay >= 1),
    customer TEXT NOT NULL CHECK (customer <> ''),
    rule TEXT NOT NULL CHECK (rule <> ''),
    amount_micros INTEGER NOT NULL CHECK (amount_micros > 0),
    old_day INTEGER NOT NULL,
    new_day INTEGER NOT NULL CHECK (new_day > old_day),
    offered_at_ms INTEGER NOT NULL,
    offered_day INTEGER NOT NULL,
    period_from_day INTEGER NOT NULL CHECK (period_from_day <= offered_day),
    period_through_day INTEGER NOT NULL CHECK (period_through_day >= offered_day),
    period_limit_micros INTEGER NOT NULL CHECK (period_limit_micros >= amount_micros),
    deadline_day INTEGER NOT NULL,
    letter INTEGER NOT NULL REFERENCES letter (number),
    UNIQUE (order_reference, line, delay),
    UNIQUE (order_reference, line, new_day)
) STRICT;

CREATE INDEX credit_by_letter ON credit (letter);

CREATE INDEX credit_by_day ON credit (offered_day);

CREATE TRIGGER credit_is_kept BEFORE DELETE ON credit
BEGIN SELECT RAISE (ABORT, 'a credit is never deleted'); END;

CREATE TRIGGER credit_is_fixed BEFORE UPDATE ON credit
BEGIN SELECT RAISE (ABORT, 'a credit never changes'); END;

CREATE TABLE credit_outcome (
    credit INTEGER NOT NULL PRIMARY KEY REFERENCES credit (number),
    order_reference TEXT NOT NULL,
    line TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('accepted', 'declined', 'expired',
        'cancelled', 'replaced')),
    at_ms INTEGER NOT NULL,
    consent_sequence INTEGER,
    FOREIGN KEY (order_reference, line, consent_sequence) REFERENCES consent,
    CHECK (outcome <> 'accepted' OR consent_sequence IS NOT NULL)
) STRICT;

CREATE TRIGGER credit_outcome_is_kept BEFORE DELETE ON credit_outcome
BEGIN SELECT RAISE (ABORT, 'the end of a credit is never deleted'); END;

CREATE TRIGGER credit_outcome_is_fixed BEFORE UPDATE ON credit_outcome
BEGIN SELECT RAISE (ABORT, 'the end of a credit never changes'); END;

CREATE TRIGGER credit_outcome_is_of_its_line BEFORE INSERT ON credit_outcome
WHEN NOT EXISTS (SELECT 1 FROM credit WHERE number = new.credit
    AND order_reference = new.order_reference AND line = new.line)
BEGIN SELECT RAISE (ABORT, 'a credit ends with its own line'); END;

CREATE TRIGGER credit_is_accepted_by_consent BEFORE INSERT ON credit_outcome
WHEN (new.outcome = 'accepted') <> EXISTS (SELECT 1 FROM consent
    WHERE order_reference = new.order_reference AND line = new.line
        AND sequence = new.consent_sequence AND answer = 'credit')
BEGIN SELECT RAISE (ABORT, 'a credit is accepted by the answer credit alone'); END;

CREATE TRIGGER credit_is_one_at_a_time BEFORE INSERT ON credit
WHEN EXISTS (SELECT 1 FROM credit WHERE order_reference = new.order_reference
    AND line = new.line
    AND number NOT IN (SELECT credit FROM credit_outcome))
BEGIN SELECT RAISE (ABORT, 'a line has one open credit'); END;

CREATE TRIGGER credit_is_within_budget BEFORE INSERT ON credit
WHEN new.amount_micros + (SELECT coalesce(sum(amount_micros), 0) FROM credit
        LEFT JOIN credit_outcome ON credit_outcome.credit = credit.number
        WHERE offered_day BETWEEN new.period_from_day AND new.period_through_day
            AND coalesce(outcome, 'accepted') = 'accepted')
    > new.period_limit_micros
BEGIN SELECT RAISE (ABORT, 'credits stay within their budget'); END;

CREATE TABLE substitute_statement (
    feed TEXT NOT NULL,
    supplier TEXT NOT NULL,
    part TEXT NOT NULL,
    substitute TEXT NOT NULL,
    relation TEXT NOT NULL
        CHECK (relation IN ('substitute', 'successor', 'alternate')),
    stated_on TEXT NOT NULL,
    delivery TEXT NOT NULL REFERENCES feed_delivery (id),
    file TEXT NOT NULL,
    line_number INTEGER NOT NULL CHECK (line_number >= 0),
    column_number INTEGER NOT NULL CHECK (column_number >= 0),
    first_stated_at_ms INTEGER NOT NULL,
    last_stated_at_ms INTEGER NOT NULL
        CHECK (last_stated_at_ms >= first_stated_at_ms),
    withdrawn_at_ms INTEGER CHECK (withdrawn_at_ms >= last_stated_at_ms),
    PRIMARY KEY (feed, supplier, part, substitute, relation),
    CHECK (part <> substitute),
    CHECK (stated_on IN (part, substitute))
) STRICT, WITHOUT ROWID;

CREATE TRIGGER substitute_statement_is_kept BEFORE DELETE ON substitute_statement
BEGIN SELECT RAISE (ABORT, 'what a supplier stated is never deleted'); END;

CREATE TABLE substitute_decision (
    sequence INTEGER PRIMARY KEY,
    item TEXT NOT NULL,
    substitute TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('approved', 'rejected')),
    cost_micros INTEGER NOT NULL CHECK (cost_micros >= 0),
    person TEXT NOT NULL CHECK (person <> ''),
    at_ms INTEGER NOT NULL,
    reason TEXT NOT NULL,
    CHECK (item <> substitute)
) STRICT;

CREATE TRIGGER substitute_decision_is_kept BEFORE DELETE ON substitute_decision
BEGIN SELECT RAISE (ABORT, 'a decision about a substitute is never deleted'); END;

CREATE TRIGGER substitute_decision_is_fixed BEFORE UPDATE ON substitute_decision
BEGIN SELECT RAISE (ABORT, 'a decision about a substitute never changes'); END;

CREATE TABLE promise_ending (
    order_reference TEXT NOT NULL,
    line TEXT NOT NULL,
    promised_day INTEGER NOT NULL,
    ending TEXT NOT NULL
        CHECK (ending IN ('complete', 'overdue', 'withdrawn', 'cancelled')),
    ended_day INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (order_reference, line)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER promise_ending_is_kept BEFORE DELETE ON promise_ending
BEGIN SELECT RAISE (ABORT, 'what became of a promise is never deleted'); END;

CREATE TRIGGER promise_ending_is_fixed BEFORE UPDATE ON promise_ending
BEGIN SELECT RAISE (ABORT, 'what became of a promise never changes'); END;

CREATE TABLE set_aside_credit (
    number INTEGER NOT NULL PRIMARY KEY CHECK (number >= 1),
    round INTEGER NOT NULL REFERENCES sourcing_round (number),
    order_reference TEXT NOT NULL,
    line TEXT NOT NULL,
    amount_micros INTEGER NOT NULL CHECK (amount_micros > 0),
    at_ms INTEGER NOT NULL,
    set_aside_day INTEGER NOT NULL,
    period_from_day INTEGER NOT NULL CHECK (period_from_day <= set_aside_day),
    period_through_day INTEGER NOT NULL CHECK (period_through_day >= set_aside_day),
    period_limit_micros INTEGER NOT NULL CHECK (period_limit_micros >= amount_micros)
) STRICT;

CREATE INDEX set_aside_credit_by_line ON set_aside_credit (order_reference, line);

CREATE TRIGGER set_aside_credit_is_kept BEFORE DELETE ON set_aside_credit
BEGIN SELECT RAISE (ABORT, 'a credit that was set aside is never deleted'); END;

CREATE TRIGGER set_aside_credit_is_fixed BEFORE UPDATE ON set_aside_credit
BEGIN SELECT RAISE (ABORT, 'a credit that was set aside never changes'); END;

CREATE TABLE set_aside_outcome (
    set_aside INTEGER NOT NULL PRIMARY KEY REFERENCES set_aside_credit (number),
    outcome TEXT NOT NULL CHECK (outcome IN ('offered', 'not-needed', 'cancelled',
        'superseded', 'expired')),
    at_ms INTEGER NOT NULL,
    credit INTEGER REFERENCES credit (number),
    CHECK ((outcome = 'offered') = (credit IS NOT NULL))
) STRICT;

CREATE TRIGGER set_aside_outcome_is_kept BEFORE DELETE ON set_aside_outcome
BEGIN SELECT RAISE (ABORT, 'the end of what was set aside is never deleted'); END;

CREATE TRIGGER set_aside_outcome_is_fixed BEFORE UPDATE ON set_aside_outcome
BEGIN SELECT RAISE (ABORT, 'the end of what was set aside never changes'); END;

CREATE TRIGGER set_aside_credit_is_offered_its_line BEFORE INSERT ON set_aside_outcome
WHEN new.credit IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM set_aside_credit, credit
    WHERE set_aside_credit.number = new.set_aside AND credit.number = new.credit
        AND credit.order_reference = set_aside_credit.order_reference
        AND credit.line = set_aside_credit.line)
BEGIN SELECT RAISE (ABORT, 'what was set aside is offered to its own line'); END;

CREATE TRIGGER set_aside_credit_is_one_at_a_time BEFORE INSERT ON set_aside_credit
WHEN EXISTS (SELECT 1 FROM set_aside_credit
    WHERE order_reference = new.order_reference AND line = new.line
        AND number NOT IN (SELECT set_aside FROM set_aside_outcome))
BEGIN SELECT RAISE (ABORT, 'a line has one credit set aside'); END;

CREATE TRIGGER set_aside_credit_is_within_budget BEFORE INSERT ON set_aside_credit
WHEN new.amount_micros
    + (SELECT coalesce(sum(amount_micros), 0) FROM credit
        LEFT JOIN credit_outcome ON credit_outcome.credit = credit.number
        WHERE offered_day BETWEEN new.period_from_day AND new.period_through_day
            AND coalesce(outcome, 'accepted') = 'accepted')
    + (SELECT coalesce(sum(amount_micros), 0) FROM set_aside_credit
        WHERE number NOT IN (SELECT set_aside FROM set_aside_outcome))
    > new.period_limit_micros
BEGIN SELECT RAISE (ABORT, 'credits stay within their budget'); END;

CREATE TRIGGER credit_leaves_what_is_set_aside BEFORE INSERT ON credit
WHEN new.amount_micros > (SELECT coalesce(sum(amount_micros), 0)
        FROM set_aside_credit
        WHERE number NOT IN (SELECT set_aside FROM set_aside_outcome)
            AND order_reference = new.order_reference AND line = new.line)
    AND new.amount_micros
        + (SELECT coalesce(sum(amount_micros), 0) FROM credit
            LEFT JOIN credit_outcome ON credit_outcome.credit = credit.number
            WHERE offered_day BETWEEN new.period_from_day AND new.period_through_day
                AND coalesce(outcome, 'accepted') = 'accepted')
        + (SELECT coalesce(sum(amount_micros), 0) FROM set_aside_credit
            WHERE number NOT IN (SELECT set_aside FROM set_aside_outcome)
                AND NOT (order_reference = new.order_reference AND line = new.line))
        > new.period_limit_micros
BEGIN SELECT RAISE (ABORT, 'what is set aside for others is not offered'); END;

CREATE TABLE notice_replacement (
    supplier TEXT NOT NULL,
    notice TEXT NOT NULL CHECK (notice <> ''),
    document TEXT NOT NULL CHECK (document <> ''),
    written_at_ms INTEGER NOT NULL,
    taken_at_ms INTEGER NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (supplier, notice, document)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER notice_replacement_is_kept BEFORE DELETE ON notice_replacement
BEGIN SELECT RAISE (ABORT, 'what replaced a ship notice is never deleted'); END;

CREATE TRIGGER notice_replacement_is_fixed BEFORE UPDATE ON notice_replacement
BEGIN SELECT RAISE (ABORT, 'what replaced a ship notice never changes'); END;

CREATE TABLE order_change_line (
    purchase_order TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    line INTEGER NOT NULL CHECK (line >= 1),
    quantity_micros INTEGER NOT NULL CHECK (quantity_micros >= 0),
    previous_micros INTEGER NOT NULL CHECK (previous_micros >= 0),
    requested_day INTEGER,
    is_day_asked INTEGER NOT NULL CHECK (is_day_asked IN (0, 1)),
    PRIMARY KEY (purchase_order, sequence, line),
    FOREIGN KEY (purchase_order, sequence) REFERENCES order_change
) STRICT, WITHOUT ROWID;

CREATE TRIGGER order_change_line_is_kept BEFORE DELETE ON order_change_line
BEGIN SELECT RAISE (ABORT, 'a change of an order is never deleted'); END;

CREATE TRIGGER order_change_line_is_fixed BEFORE UPDATE ON order_change_line
BEGIN SELECT RAISE (ABORT, 'a change of an order never changes'); END;
