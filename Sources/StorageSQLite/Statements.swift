import GRDB
import Procurement
import Storage

typealias Argument = any DatabaseValueConvertible

extension Database {
    /// The rows of a query, each made into a value.
    func values<Value>(
        _ sql: String, _ arguments: [Argument?] = [], _ make: (inout Columns) throws -> Value
    ) throws -> [Value] {
        var values: [Value] = []
        try forEachRow(sql, arguments) { values.append(try make(&$0)) }
        return values
    }

    /// The first row of a query made into a value, `nil` if there is none.
    func firstValue<Value>(
        _ sql: String, _ arguments: [Argument?] = [], _ make: (inout Columns) throws -> Value
    ) throws -> Value? {
        try values(sql, arguments, make).first
    }

    func forEachRow(
        _ sql: String, _ arguments: [Argument?] = [], _ body: (inout Columns) throws -> Void
    ) throws {
        let statement = try cachedStatement(sql: sql)
        let rows = try Row.fetchCursor(statement, arguments: StatementArguments(arguments))
        while let row = try rows.next() {
            var columns = Columns(row)
            try body(&columns)
        }
    }

    /// Runs a statement and counts the rows that it changed.
    @discardableResult
    func change(_ sql: String, _ arguments: [Argument?] = []) throws -> Int {
        try cachedStatement(sql: sql).execute(arguments: StatementArguments(arguments))
        return changesCount
    }

    /// A statement that inserts one row.
    func insertion(into table: String, _ columns: String) throws -> Insertion {
        let count = columns.split(separator: ",").count
        let places = Array(repeating: "?", count: count).joined(separator: ", ")
        let sql = "INSERT INTO \(table) (\(columns)) VALUES (\(places))"
        return Insertion(statement: try cachedStatement(sql: sql))
    }
}

struct Insertion {
    let statement: Statement

    func insert(_ arguments: [Argument?]) throws {
        try statement.execute(arguments: StatementArguments(arguments))
    }
}

extension Stated<LeadTime> {
    /// Days and counting, for the two columns of a lead time.
    var arguments: [Argument?] { [value?.days, value?.counting.rawValue] }
}
