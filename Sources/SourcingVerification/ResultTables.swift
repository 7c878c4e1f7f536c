import WireFormats

/// Reads a result folder for verification.
struct ResultTables {
    private let tables: FolderTables
    private var result = StatedResult()

    init(folder: String) { tables = FolderTables(folder: folder) }

    consuming func read() throws(UnreadableFolder) -> StatedResult {
        try readSummary()
        if result.status == "infeasible" {
            result.hasCertificate = try tables.bytes("certificate.csv") != nil
        }
        guard result.status == "optimal" || result.status == "feasible" else { return result }
        try tables.rows("orders.csv", required: ["offer", "quantity", "goods"]) {
            row throws(WireError) in
            result.orders.append(
                StatedResult.Order(
                    offer: try row.requiredText("offer"), quantity: try row.units("quantity"),
                    goods: try row.decimal("goods"), line: row.position.line))
        }
        try tables.rows(
            "allocations.csv", required: ["line", "offer", "tranche", "quantity"]
        ) { row throws(WireError) in
            result.allocations.append(
                StatedResult.Allocation(
                    line: try row.requiredText("line"), offer: try row.requiredText("offer"),
                    tranche: try row.integer("tranche"), quantity: try row.units("quantity"),
                    row: row.position.line))
        }
        try tables.rows("unmet.csv", required: ["line", "quantity"]) { row throws(WireError) in
            result.unmet.append(
                StatedResult.Unmet(
                    line: try row.requiredText("line"), quantity: try row.units("quantity"),
                    row: row.position.line))
        }
        try tables.rows(
            "supplier_orders.csv", required: ["supplier"] + StatedResult.supplierColumns
        ) { row throws(WireError) in
            var amounts: [String: Int64] = [:]
            for column in StatedResult.supplierColumns {
                amounts[column] = try row.decimal(column)
            }
            result.supplierOrders.append(
                StatedResult.SupplierOrder(
                    supplier: try row.requiredText("supplier"), amounts: amounts,
                    row: row.position.line))
        }
        result.hasCertificate = try tables.bytes("certificate.csv") != nil
        return result
    }

    private mutating func readSummary() throws(UnreadableFolder) {
        let bytes = try tables.required("result.json")
        do throws(WireError) {
            let members = try JSONText.parse(bytes).members(
                required: ["format", "status"],
                optional: [
                    "objective", "bound", "gap", "limit", "seconds", "seed", "costs", "conflict",
                ])
            for (name, value) in members { try take(name, value) }
            guard result.status == "optimal" || result.status == "feasible" else { return }
            for name in ["objective", "bound", "gap", "costs", "seconds", "seed", "limit"]
            where members[name] == nil {
                throw WireError(code: "verify.key-missing", message: "the key \(name) is missing")
            }
        } catch {
            throw tables.unreadable("result.json", error)
        }
    }

    private mutating func take(_ name: String, _ value: JSONValue) throws(WireError) {
        switch name {
        case "format":
            guard try value.string() != "sourcing-result/1" else { return }
            throw wrong("the format is not \"sourcing-result/1\"", value)
        case "status": result.status = try value.string()
        case "objective": result.objective = try amount(value)
        case "bound": result.bound = try amount(value)
        case "gap": result.gap = try gap(value)
        case "limit": result.limit = value.content == .null ? nil : try value.string()
        case "conflict":
            guard case .array(let names) = value.content else {
                throw wrong("conflict is not a list", value)
            }
            for name in names { result.conflict.append(try name.string()) }
        case "costs":
            guard case .object(let members) = value.content else {
                throw wrong("costs is not an object", value)
            }
            for member in members {
                result.costs.append((key: member.name, micros: try amount(member.value)))
            }
        default: break
        }
    }

    /// An amount may be missing where there is no answer.
    private func amount(_ value: JSONValue) throws(WireError) -> Int64 { try value.decimal() }

    private func gap(_ value: JSONValue) throws(WireError) -> Int64? {
        switch value.content {
        case .null: return nil
        case .number(let text), .string(let text):
            do throws(WireError) {
                return try DecimalText.parse(text, scale: 12)
            } catch {
                throw error.at(value.position)
            }
        default: throw wrong("gap is not a number", value)
        }
    }

    private func wrong(_ message: String, _ value: JSONValue) -> WireError {
        WireError(code: "verify.value-wrong", message: message, position: value.position)
    }
}
