/// Tells which record of a layout a piece is, cuts it into its fields, and keeps the chain of
/// records above it, what they may hold, and what was counted.
struct LayoutChecker: Sendable {
    private struct Open {
        var record: Int
        var position: SourcePosition
        /// How many records of each kind stand under it.
        var counts: [Int: Int] = [:]
    }

    let layout: RecordLayout
    private(set) var log: DiagnosticLog
    private(set) var agreed = 0
    private var stack: [Open] = []
    private var rootCounts: [Int: Int] = [:]
    private var totals: LayoutTotals
    private var ordinal = 0
    private let childrenByRecord: [[Int]]
    private let roots: [Int]

    init(layout: RecordLayout, log: DiagnosticLog) {
        self.layout = layout
        self.log = log
        totals = LayoutTotals(layout)
        let records = layout.records
        childrenByRecord = records.map { parent in
            // Where a record may stand under several, none of them must have it.
            records.indices.filter { records[$0].parents == [parent.name] }
        }
        roots = records.indices.filter { records[$0].parents.isEmpty }
    }

    // MARK: - A record

    mutating func check(_ token: inout LayoutToken, isCutOff: Bool) {
        ordinal += 1
        token.ordinal = ordinal
        let cut = LayoutCut(token.bytes, layout)
        if cut.hasOpenQuote {
            add("layout.quote-open", "a quote is opened and never closed", token)
        }
        token.kindText = layout.kindPlace.map { cut.text($0) } ?? ""
        if isCutOff {
            add(
                "layout.cut-off",
                "the file ends inside a record: \(token.bytes.count) bytes are there", token)
        }
        guard let index = cut.record() else {
            count(nil, token)
            if !layout.allowsOthers {
                add(
                    "layout.record-unknown",
                    layout.kindPlace == nil
                        ? "no record of the layout is like this one"
                        : "the layout has no record of the kind "
                            + quotedForMessage(token.kindText),
                    token)
            }
            return
        }
        token.record = index
        place(index, token)
        token.depth = stack.count - 1
        checkLength(cut, index, token)
        takeFields(cut, index, &token)
        count(index, token)
        compare(index, token)
        if layout.records[index].closesParent {
            closeRecord(at: token.position)
            if !layout.records[index].parents.isEmpty { closeRecord(at: token.position) }
        }
    }

    private func place(_ token: LayoutToken, _ record: Int?) -> WirePlace {
        var place = WirePlace(token.position)
        place.segmentPosition = token.ordinal
        place.segment = record.map { layout.records[$0].name } ?? token.kindText
        return place
    }

    private mutating func add(_ code: String, _ message: String, _ token: LayoutToken) {
        log.add(code, message, at: place(token, token.record))
    }

    private mutating func add(
        _ code: String, _ message: String, _ field: LayoutField, _ token: LayoutToken
    ) {
        var place = place(token, token.record)
        place.byteOffset = field.position.byteOffset
        place.column = field.position.column
        place.element = field.index + 1
        if let record = token.record {
            place.field = layout.records[record].fields[field.index].name
        }
        if field.group > 0 { place.repetition = field.group + 1 }
        log.add(code, message, at: place, value: Array(token.bytes[field.range]))
    }

    // MARK: - The chain

    private mutating func place(_ index: Int, _ token: LayoutToken) {
        let record = layout.records[index]
        if record.parents.isEmpty {
            while !stack.isEmpty { closeRecord(at: token.position) }
        } else {
            let isOpen = stack.contains { record.parents.contains(layout.records[$0.record].name) }
            if isOpen {
                while let top = stack.last,
                    !record.parents.contains(layout.records[top.record].name)
                {
                    closeRecord(at: token.position)
                }
            } else {
                add(
                    "layout.parent-missing",
                    "the record \(record.name) stands under no record "
                        + record.parents.joined(separator: " or "), token)
                while !stack.isEmpty { closeRecord(at: token.position) }
            }
        }
        let number: Int
        if stack.isEmpty {
            rootCounts[index, default: 0] += 1
            number = rootCounts[index] ?? 0
        } else {
            stack[stack.count - 1].counts[index, default: 0] += 1
            number = stack[stack.count - 1].counts[index] ?? 0
        }
        if number > record.occurrences.upperBound {
            add(
                "layout.record-repeated",
                "the record \(record.name) stands for the \(number). time, and may stand "
                    + "\(record.occurrences.upperBound) "
                    + (record.occurrences.upperBound == 1 ? "time" : "times"), token)
        }
        stack.append(Open(record: index, position: token.position))
        totals.open(record.name)
    }

    /// Closes the record that stands last: what must stand under it must have come.
    private mutating func closeRecord(at position: SourcePosition) {
        guard let open = stack.popLast() else { return }
        for child in childrenByRecord[open.record] {
            let least = layout.records[child].occurrences.lowerBound
            let found = open.counts[child] ?? 0
            if found < least {
                missing(
                    child, least, found, at: position,
                    "under \(layout.records[open.record].name) of line \(open.position.line)")
            }
        }
    }

    private mutating func missing(
        _ record: Int, _ least: Int, _ found: Int, at position: SourcePosition, _ where: String
    ) {
        var place = WirePlace(position)
        place.segment = layout.records[record].name
        log.add(
            "layout.record-missing",
            "\(layout.records[record].name) stands \(found == 0 ? "not" : "only \(found) times") "
                + "\(`where`)" + (least > 1 ? ", and must stand \(least) times" : ""), at: place)
    }

    mutating func finish(at position: SourcePosition) {
        while !stack.isEmpty { closeRecord(at: position) }
        guard ordinal > 0 else {
            log.add(
                "layout.no-records", "there is no record in the file", at: WirePlace(position))
            return
        }
        for root in roots {
            let least = layout.records[root].occurrences.lowerBound
            let found = rootCounts[root] ?? 0
            if found < least { missing(root, least, found, at: position, "in the file") }
        }
    }

    // MARK: - Counts and totals

    private mutating func count(_ record: Int?, _ token: LayoutToken) {
        let name = record.map { layout.records[$0].name }
        totals.count(name) { wanted in
            guard let record, let index = layout.records[record].index(of: wanted) else {
                return .numbers([])
            }
            let definition = layout.records[record].fields[index]
            var numbers: [Int64] = []
            for field in token.fields where field.index == index {
                do throws(WireError) {
                    numbers.append(try layout.number(field, as: definition) ?? 0)
                } catch {
                    return .fault(
                        "\(definition.name) of line \(field.position.line) is no number")
                }
            }
            return .numbers(numbers)
        }
    }

    private mutating func compare(_ record: Int, _ token: LayoutToken) {
        let name = layout.records[record].name
        for (index, check) in layout.checks.enumerated() where check.record == name {
            guard let wanted = layout.records[record].index(of: check.field),
                let field = token.fields.first(where: { $0.index == wanted })
            else { continue }
            let isCount = if case .count = check.subject { true } else { false }
            let code = isCount ? "layout.count" : "layout.total"
            let (sum, fault) = totals.take(index)
            if let fault {
                add(code, "\(check.field) cannot be compared: \(fault)", field, token)
                continue
            }
            do throws(WireError) {
                let stated = try layout.number(
                    field, as: layout.records[record].fields[wanted])
                if stated.map({ Int128($0) }) == sum {
                    agreed += 1
                } else {
                    add(
                        code,
                        "\(check.field) is \(field.text.isEmpty ? "blank" : field.text), and "
                            + "\(Self.words(sum)) \(isCount ? "are counted" : "is the sum")",
                        field, token)
                }
            } catch {
                add(code, "\(check.field) cannot be compared: \(error.message)", field, token)
            }
        }
    }

    private static func words(_ micros: Int128) -> String {
        guard let small = Int64(exactly: micros) else { return "more than can be written" }
        return DecimalText.format(scaled: small)
    }

    // MARK: - Fields

    private mutating func checkLength(_ cut: LayoutCut, _ record: Int, _ token: LayoutToken) {
        let count = cut.unitCount
        let limit = cut.limit(of: record)
        guard count > limit, !layout.allowsOthers else { return }
        let unit = cut.isDelimited ? "fields" : "bytes"
        // Empty fields and blanks at the end say nothing.
        guard cut.holdsText(behind: limit) else { return }
        add(
            "layout.record-length",
            "this record has \(count) \(unit), and the layout names the first \(limit)", token)
    }

    private mutating func takeFields(
        _ cut: LayoutCut, _ record: Int, _ token: inout LayoutToken
    ) {
        for field in cut.fields(of: record, at: token.position) { token.fields.append(field) }
        let definitions = layout.records[record].fields
        for field in token.fields {
            let definition = definitions[field.index]
            if let byte = cut.badByte(in: field.range) {
                add(
                    "layout.field-character",
                    "\(definition.name) holds the byte 0x\(hexadecimal(byte)), which is no text in "
                        + "the characters of the layout", field, token)
            }
            if field.text.isEmpty {
                if definition.isRequired {
                    add(
                        "layout.field-missing", "\(definition.name) holds nothing", field, token)
                }
                continue
            }
            if !definition.values.isEmpty, !definition.values.contains(field.text) {
                add(
                    "layout.field-code",
                    "\(definition.name) is \(quotedForMessage(field.text)), and may be "
                        + definition.values.joined(separator: ", "), field, token)
            }
            if field.isTranslated { continue }
            if !definition.translation.isEmpty, definition.isWords {
                add(
                    "layout.field-code",
                    "\(definition.name) is \(quotedForMessage(field.text)), and the layout "
                        + "translates "
                        + definition.translation.map(\.written).joined(separator: ", "), field,
                    token)
                continue
            }
            checkType(field, definition, token)
        }
    }

    private mutating func checkType(
        _ field: LayoutField, _ definition: RecordLayout.Field, _ token: LayoutToken
    ) {
        do throws(WireError) {
            switch definition.type {
            case .text: break
            case .digits:
                if !field.text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
                    add(
                        "layout.field-digits",
                        "\(definition.name) is \(quotedForMessage(field.text)), and not digits",
                        field, token)
                }
            case .number: _ = try layout.number(field, as: definition)
            case .date: _ = try layout.date(field, as: definition)
            }
        } catch {
            let isDate = if case .date = definition.type { true } else { false }
            add(
                isDate ? "layout.field-date" : "layout.field-number",
                "\(definition.name): \(error.message)", field, token)
        }
    }
}
