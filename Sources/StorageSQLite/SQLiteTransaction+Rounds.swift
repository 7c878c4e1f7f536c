import Foundation
import GRDB
import Procurement
import Storage

// MARK: - Rounds

extension SQLiteTransaction {
    func rounds() throws(StorageError) -> [RoundHeader] {
        try query { database in
            try database.values(
                """
                SELECT number, created_at_ms, as_of_ms, state, hash, approved_by, approved_at_ms
                FROM sourcing_round ORDER BY number
                """, []
            ) {
                RoundHeader(
                    number: try $0.round(), createdAt: try $0.timestamp(),
                    asOf: try $0.timestamp(), state: try $0.named(RoundState.self),
                    hash: try $0.text(), approvedBy: try $0.text(),
                    approvedAt: try $0.optionalTimestamp())
            }
        }
    }

    func round(_ number: RoundNumber) throws(StorageError) -> RoundRecord? {
        try query { try Self.round(number, in: $0) }
    }

    private static func round(
        _ number: RoundNumber, in database: Database
    ) throws -> RoundRecord? {
        try rounds(in: database, where: "number = ?", [number.value]).first
    }

    private static func rounds(
        in database: Database, where condition: String, _ arguments: [Argument?]
    ) throws -> [RoundRecord] {
        try database.values(
            "SELECT \(roundColumns) FROM sourcing_round WHERE \(condition) ORDER BY number",
            arguments
        ) {
            let number = try $0.round()
            return RoundRecord(
                number: number, createdAt: try $0.timestamp(), asOf: try $0.timestamp(),
                state: try $0.named(RoundState.self), hash: try $0.text(),
                content: try $0.bytes(), inputs: try inputs(of: number, in: database),
                approvedBy: try $0.text(), approvedAt: try $0.optionalTimestamp())
        }
    }

    private static func inputs(
        of number: RoundNumber, in database: Database
    ) throws -> [RoundInput] {
        try database.values(
            "SELECT component, fingerprint FROM round_input WHERE round = ? ORDER BY position",
            [number.value]
        ) {
            RoundInput(component: try $0.text(), fingerprint: try $0.text())
        }
    }

    private static let roundColumns = """
        number, created_at_ms, as_of_ms, state, hash, content, approved_by, approved_at_ms
        """

    func insertRound(_ round: RoundRecord) throws(StorageError) {
        try change { database in
            try StorageRules.check(round)
            let insertion = try database.insertion(into: "sourcing_round", Self.roundColumns)
            try insertion.insert([
                round.number.value, round.createdAt.millisecondsSince1970,
                round.asOf.millisecondsSince1970, round.state.rawValue, round.hash,
                Data(round.content), round.approvedBy, round.approvedAt?.millisecondsSince1970,
            ])
            let inputs = try database.insertion(
                into: "round_input", "round, position, component, fingerprint")
            for (index, input) in round.inputs.enumerated() {
                try inputs.insert([
                    round.number.value, index + 1, input.component, input.fingerprint,
                ])
            }
        }
    }

    func updateRound(
        _ number: RoundNumber, from expected: RoundState, to new: RoundState,
        at time: Timestamp, by person: String
    ) throws(StorageError) -> Bool {
        try change { database in
            guard var round = try Self.round(number, in: database), round.state == expected else {
                return false
            }
            round.change(to: new, at: time, by: person)
            try StorageRules.check(round)
            try database.change(
                """
                UPDATE sourcing_round SET state = ?, approved_by = ?, approved_at_ms = ?
                WHERE number = ?
                """,
                [
                    new.rawValue, round.approvedBy, round.approvedAt?.millisecondsSince1970,
                    number.value,
                ])
            return true
        }
    }
}

// MARK: - Numbers and runs

extension SQLiteTransaction {
    func nextNumber(of sequence: NumberSequence) throws(StorageError) -> Int {
        try change { database in
            let number = try database.firstValue(
                """
                INSERT INTO number_sequence (name, last) VALUES (?, 1)
                ON CONFLICT (name) DO UPDATE SET last = last + 1 RETURNING last
                """, [sequence.rawValue]
            ) { try $0.int() }
            guard let number else { preconditionFailure("A counted row must be returned.") }
            return number
        }
    }

    func skipNumbers(of sequence: NumberSequence, through number: Int) throws(StorageError) {
        try change { database in
            guard number >= 1 else { return }
            _ = try database.change(
                """
                INSERT INTO number_sequence (name, last) VALUES (?, ?)
                ON CONFLICT (name) DO UPDATE SET last = excluded.last
                WHERE excluded.last > number_sequence.last
                """, [sequence.rawValue, number])
        }
    }

    func run(slot: String) throws(StorageError) -> RunRecord? {
        try query { try Self.run(in: $0, where: "slot = ?", [slot]) }
    }

    func latestRun() throws(StorageError) -> RunRecord? {
        try query { try Self.run(in: $0, where: "TRUE", []) }
    }

    private static func run(
        in database: Database, where condition: String, _ arguments: [Argument?]
    ) throws -> RunRecord? {
        try database.firstValue(
            "SELECT \(runColumns) FROM run WHERE \(condition) ORDER BY sequence DESC LIMIT 1",
            arguments
        ) {
            RunRecord(
                id: try $0.text(), slot: try $0.optionalText(), startedAt: try $0.timestamp(),
                round: try $0.optionalRound(), finishedAt: try $0.optionalTimestamp(),
                exitCode: try $0.optionalInt(), report: try $0.text())
        }
    }

    private static let runColumns =
        "id, slot, started_at_ms, round, finished_at_ms, exit_code, report"

    func insertRun(_ run: RunRecord) throws(StorageError) -> Bool {
        try change { database in
            try StorageRules.check(run)
            let arguments: [Argument?] = [
                run.id, run.slot, run.startedAt.millisecondsSince1970, run.round?.value,
                run.finishedAt?.millisecondsSince1970, run.exitCode, run.report,
            ]
            let inserted = try database.change(
                """
                INSERT INTO run (\(Self.runColumns)) VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (slot) DO NOTHING
                """, arguments)
            return inserted == 1
        }
    }

    func updateRun(_ run: RunRecord) throws(StorageError) {
        try change { database in
            try StorageRules.check(run)
            let updated = try database.change(
                """
                UPDATE run SET round = ?, finished_at_ms = ?, exit_code = ?, report = ?
                WHERE id = ? AND slot IS ? AND started_at_ms = ?
                """,
                [
                    run.round?.value, run.finishedAt?.millisecondsSince1970, run.exitCode,
                    run.report, run.id, run.slot, run.startedAt.millisecondsSince1970,
                ])
            guard updated == 1 else { throw StorageError.unknownRun(run) }
        }
    }
}
