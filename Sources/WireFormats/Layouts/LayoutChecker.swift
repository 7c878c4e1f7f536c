/// Tells which record of a layout a piece is, cuts it into its fields, and keeps the chain of
/// records above it, what they may hold, and what was counted.
///
/// Nothing is allocated for a record that is as the layout has it.
struct LayoutChecker: Sendable {
    typealias Bytes = UnsafeBufferPointer<UInt8>

    private struct Open {
        var record: Int
        var line: Int
    }

    let plan: LayoutPlan
    private(set) var log: DiagnosticLog
    private(set) var agreed = 0
    /// The fields of the current record.
    private(set) var fields: [LayoutField] = []
    private(set) var cut: LayoutCut
    private var stack: [Open] = []
    /// How many records of each kind stand under each record of the chain, level by level; the
    /// first level is the file.
    private var counts: [Int]
    private var totals: LayoutTotals
    private var ordinal = 0

    init(layout: RecordLayout, log: DiagnosticLog) {
        plan = LayoutPlan(layout)
        self.log = log
        totals = LayoutTotals(layout)
        cut = LayoutCut(plan)
        counts = Array(repeating: 0, count: layout.records.count)
    }

    // MARK: - A record

    /// Checks a record; with `isPlain` it holds ASCII characters alone.
    mutating func check(
        _ bytes: Bytes, _ token: inout LayoutToken, isPlain: Bool, isCutOff: Bool
    ) {
        ordinal += 1
        token.ordinal = ordinal
        fields.removeAll(keepingCapacity: true)
        cut.begin(bytes)
        if cut.hasOpenQuote {
            add("layout.quote-open", "a quote is opened and never closed", token, bytes)
        }
        if isCutOff {
            add(
                "layout.cut-off", "the file ends inside a record: \(bytes.count) bytes are there",
                token, bytes)
        }
        guard let index = cut.record(bytes, isPlain: isPlain) else {
            _ = totals.count(nil)
            if !plan.layout.allowsOthers { addUnknown(token, bytes) }
            return
        }
        token.record = index
        place(index, token, bytes)
        token.depth = stack.count - 1
        checkLength(index, token, bytes)
        cut.cut(index, bytes, isPlain: isPlain, into: &fields)
        checkFields(index, token, bytes, isPlain: isPlain)
        count(index, token, bytes)
        compare(index, token, bytes)
        if plan.records[index].closesParent {
            closeRecord(at: token.position)
            if !plan.records[index].isRoot { closeRecord(at: token.position) }
        }
    }

    /// Turns to a piece that is no record.
    mutating func pass() { fields.removeAll(keepingCapacity: true) }

    func kindText(_ bytes: Bytes) -> String {
        plan.kindPlace.map { cut.text($0, bytes) } ?? ""
    }

    private func name(_ record: Int) -> String { plan.layout.records[record].name }

    private func definition(_ field: LayoutField, _ record: Int) -> RecordLayout.Field {
        plan.layout.records[record].fields[field.index]
    }

    func text(_ field: LayoutField, _ bytes: Bytes) -> String {
        cut.text(LayoutCut.Content(range: field.content, state: field.state), bytes)
    }

    // MARK: - Findings

    private mutating func addUnknown(_ token: LayoutToken, _ bytes: Bytes) {
        add(
            "layout.record-unknown",
            plan.kindPlace == nil
                ? "no record of the layout is like this one"
                : "the layout has no record of the kind " + quotedForMessage(kindText(bytes)),
            token, bytes)
    }

    private func place(_ token: LayoutToken, _ bytes: Bytes) -> WirePlace {
        var place = WirePlace(token.position)
        place.segmentPosition = token.ordinal
        place.segment = token.record.map { name($0) } ?? kindText(bytes)
        return place
    }

    private mutating func add(
        _ code: String, _ message: String, _ token: LayoutToken, _ bytes: Bytes
    ) {
        log.add(code, message, at: place(token, bytes))
    }

    private mutating func add(
        _ code: String, _ message: String, _ field: LayoutField, _ token: LayoutToken,
        _ bytes: Bytes
    ) {
        var place = place(token, bytes)
        let position = token.position(at: field.range.lowerBound)
        place.byteOffset = position.byteOffset
        place.column = position.column
        place.element = field.index + 1
        if let record = token.record { place.field = definition(field, record).name }
        if field.group > 0 { place.repetition = field.group + 1 }
        log.add(code, message, at: place, value: Array(bytes[field.range]))
    }

    // MARK: - The chain

    private mutating func place(_ index: Int, _ token: LayoutToken, _ bytes: Bytes) {
        if plan.records[index].isRoot {
            while !stack.isEmpty { closeRecord(at: token.position) }
        } else if stack.contains(where: { plan.records[index].mayStandUnder[$0.record] }) {
            while let top = stack.last, !plan.records[index].mayStandUnder[top.record] {
                closeRecord(at: token.position)
            }
        } else {
            add(
                "layout.parent-missing",
                "the record \(name(index)) stands under no record "
                    + plan.layout.records[index].parents.joined(separator: " or "), token, bytes)
            while !stack.isEmpty { closeRecord(at: token.position) }
        }
        let level = stack.count * plan.records.count
        counts[level + index] += 1
        if counts[level + index] > plan.records[index].most {
            addRepeated(index, counts[level + index], token, bytes)
        }
        stack.append(Open(record: index, line: token.position.line))
        let inner = level + plan.records.count
        if counts.count == inner {
            counts.append(contentsOf: repeatElement(0, count: plan.records.count))
        } else {
            for slot in inner..<inner + plan.records.count { counts[slot] = 0 }
        }
        totals.open(index)
    }

    private mutating func addRepeated(
        _ index: Int, _ number: Int, _ token: LayoutToken, _ bytes: Bytes
    ) {
        let most = plan.records[index].most
        add(
            "layout.record-repeated",
            "the record \(name(index)) stands for the \(number). time, and may stand \(most) "
                + (most == 1 ? "time" : "times"), token, bytes)
    }

    /// Closes the record that stands last: what must stand under it must have come.
    private mutating func closeRecord(at position: SourcePosition) {
        guard let open = stack.popLast() else { return }
        let level = (stack.count + 1) * plan.records.count
        for child in plan.records[open.record].needed
        where counts[level + child.record] < child.least {
            missing(
                child.record, child.least, counts[level + child.record], at: position,
                "under \(name(open.record)) of line \(open.line)")
        }
    }

    private mutating func missing(
        _ record: Int, _ least: Int, _ found: Int, at position: SourcePosition, _ where: String
    ) {
        var place = WirePlace(position)
        place.segment = name(record)
        log.add(
            "layout.record-missing",
            "\(name(record)) stands \(found == 0 ? "not" : "only \(found) times") "
                + "\(`where`)" + (least > 1 ? ", and must stand \(least) times" : ""), at: place)
    }

    mutating func finish(at position: SourcePosition) {
        while !stack.isEmpty { closeRecord(at: position) }
        guard ordinal > 0 else {
            log.add(
                "layout.no-records", "there is no record in the file", at: WirePlace(position))
            return
        }
        for root in plan.records.indices where plan.records[root].isRoot {
            let least = plan.layout.records[root].occurrences.lowerBound
            if counts[root] < least {
                missing(root, least, counts[root], at: position, "in the file")
            }
        }
    }

    // MARK: - Counts and totals

    private mutating func count(_ record: Int, _ token: LayoutToken, _ bytes: Bytes) {
        guard totals.count(record) else { return }
        for check in plan.layout.checks.indices {
            guard let wanted = totals.field(summedBy: check, in: record) else { continue }
            for field in fields where field.index == wanted {
                do throws(WireError) {
                    totals.add(try number(field, record, token, bytes) ?? 0, to: check)
                } catch {
                    totals.fail(
                        check,
                        "\(name(record)).\(definition(field, record).name) of line "
                            + "\(token.position.line) is no number")
                }
            }
        }
    }

    private mutating func compare(_ record: Int, _ token: LayoutToken, _ bytes: Bytes) {
        for held in plan.records[record].checks {
            guard let field = fields.first(where: { $0.index == held.field }) else { continue }
            let check = plan.layout.checks[held.check]
            let isCount = if case .count = check.subject { true } else { false }
            let code = isCount ? "layout.count" : "layout.total"
            let (sum, fault) = totals.take(held.check)
            if let fault {
                add(code, "\(check.field) cannot be compared: \(fault)", field, token, bytes)
                continue
            }
            do throws(WireError) {
                let stated = try number(field, record, token, bytes)
                if stated.map({ Int128($0) }) == sum {
                    agreed += 1
                } else {
                    add(
                        code,
                        "\(check.field) is \(field.isBlank ? "blank" : text(field, bytes)), and "
                            + "\(Self.words(sum)) \(isCount ? "are counted" : "is the sum")",
                        field, token, bytes)
                }
            } catch {
                add(
                    code, "\(check.field) cannot be compared: \(error.message)", field, token,
                    bytes)
            }
        }
    }

    private static func words(_ micros: Int128) -> String {
        guard let small = Int64(exactly: micros) else { return "more than can be written" }
        return DecimalText.format(scaled: small)
    }

    // MARK: - Fields

    private mutating func checkLength(_ record: Int, _ token: LayoutToken, _ bytes: Bytes) {
        let count = cut.unitCount(bytes)
        let limit = plan.records[record].limit
        guard count > limit, !plan.layout.allowsOthers else { return }
        let unit = plan.isDelimited ? "fields" : "bytes"
        // Empty fields and blanks at the end say nothing.
        guard cut.holdsText(behind: limit, bytes) else { return }
        add(
            "layout.record-length",
            "this record has \(count) \(unit), and the layout names the first \(limit)", token,
            bytes)
    }

    private mutating func checkFields(
        _ record: Int, _ token: LayoutToken, _ bytes: Bytes, isPlain: Bool
    ) {
        for slot in fields.indices {
            let field = fields[slot]
            if !isPlain, let byte = cut.badByte(in: field.range, bytes) {
                add(
                    "layout.field-character",
                    "\(definition(field, record).name) holds the byte 0x\(hexadecimal(byte)), "
                        + "which is no text in the characters of the layout", field, token, bytes)
            }
            if field.isBlank {
                if plan.records[record].fields[field.index].isRequired {
                    add(
                        "layout.field-missing", "\(definition(field, record).name) holds nothing",
                        field, token, bytes)
                }
                continue
            }
            if plan.records[record].fields[field.index].hasWords,
                !checkWords(field, record, token, bytes, isPlain: isPlain)
            {
                continue
            }
            checkType(slot, record, token, bytes)
        }
    }

    /// Whether the type of the field is still to be checked.
    private mutating func checkWords(
        _ field: LayoutField, _ record: Int, _ token: LayoutToken, _ bytes: Bytes, isPlain: Bool
    ) -> Bool {
        let own = plan.records[record].fields[field.index]
        let content = LayoutCut.Content(range: field.content, state: field.state)
        if !own.values.isEmpty,
            !own.values.contains(where: { cut.matches(content, $0, bytes, isPlain) })
        {
            let definition = definition(field, record)
            add(
                "layout.field-code",
                "\(definition.name) is \(quotedForMessage(text(field, bytes))), and may be "
                    + definition.values.joined(separator: ", "), field, token, bytes)
        }
        if field.isTranslated { return false }
        guard own.isTranslatedOnly else { return true }
        let definition = definition(field, record)
        add(
            "layout.field-code",
            "\(definition.name) is \(quotedForMessage(text(field, bytes))), and the layout "
                + "translates " + definition.translation.map(\.written).joined(separator: ", "),
            field, token, bytes)
        return false
    }

    private mutating func checkType(
        _ slot: Int, _ record: Int, _ token: LayoutToken, _ bytes: Bytes
    ) {
        let field = fields[slot]
        do throws(WireError) {
            switch plan.records[record].fields[field.index].kind {
            case .text: break
            case .digits:
                guard field.state != .plain || !isDigits(bytes[field.content]) else { return }
                if !text(field, bytes).utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
                    add(
                        "layout.field-digits",
                        "\(definition(field, record).name) is "
                            + "\(quotedForMessage(text(field, bytes))), and not digits",
                        field, token, bytes)
                }
            case .number: fields[slot].micros = try number(field, record, token, bytes)
            case .date(let pattern): _ = try date(field, pattern, token, bytes)
            }
        } catch {
            let definition = definition(field, record)
            let isDate = if case .date = definition.type { true } else { false }
            add(
                isDate ? "layout.field-date" : "layout.field-number",
                "\(definition.name): \(error.message)", field, token, bytes)
        }
    }

    private func isDigits(_ bytes: Slice<Bytes>) -> Bool {
        for byte in bytes where byte < 0x30 || byte > 0x39 { return false }
        return true
    }

    // MARK: - Values

    /// What a field means: its translation, or its text.
    func value(_ field: LayoutField, _ record: Int, _ bytes: Bytes) -> String {
        guard let translation = field.translation else { return text(field, bytes) }
        return definition(field, record).translation[translation].value
    }

    func number(
        _ field: LayoutField, _ record: Int, _ token: LayoutToken, _ bytes: Bytes
    ) throws(WireError) -> Int64? {
        if let micros = field.micros { return micros }
        guard !field.isBlank else { return nil }
        var decimals = 0
        if case .number(let stated) = plan.records[record].fields[field.index].kind {
            decimals = stated
        }
        if field.state == .plain, !field.isTranslated,
            let plain = plainNumber(bytes[field.content], decimals)
        {
            return plain
        }
        let value = self.value(field, record, bytes)
        guard !value.isEmpty else { return nil }
        do throws(WireError) {
            return try RecordLayout.number(
                value, decimals: field.isTranslated ? 0 : decimals,
                sign: field.isTranslated ? "." : plan.layout.decimalSign)
        } catch {
            throw error.at(token.position(at: field.range.lowerBound))
        }
    }

    /// The quick way for what nearly all numbers are; `nil` sends the text to the full parser.
    @inline(__always)
    private func plainNumber(_ bytes: Slice<Bytes>, _ decimals: Int) -> Int64? {
        guard let sign = plan.decimalByte else { return nil }
        var scale = 6
        if decimals > 0, !bytes.contains(sign) { scale -= decimals }
        return DecimalText.quick(Bytes(rebasing: bytes), scale: scale, decimalSign: sign)
    }

    func date(
        _ field: LayoutField, _ pattern: DatePattern, _ token: LayoutToken, _ bytes: Bytes
    ) throws(WireError) -> DateParts? {
        guard !field.isBlank else { return nil }
        if field.state == .plain, !field.isTranslated {
            let content = Bytes(rebasing: bytes[field.content])
            if content.allSatisfy({ $0 == 0x30 }) { return nil }
            if let parts = DateText.quick(content, pattern) { return parts }
        }
        let value = token.record.map { self.value(field, $0, bytes) } ?? ""
        guard !value.allSatisfy({ $0 == "0" }) else { return nil }
        do throws(WireError) {
            return try DateText.parse(value, patterns: [pattern])
        } catch {
            throw error.at(token.position(at: field.range.lowerBound))
        }
    }
}
