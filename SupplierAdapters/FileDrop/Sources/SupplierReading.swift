internal import Procurement
internal import WireFormats

/// Whose row it is.
enum RowSupplier {
    case known(SupplierID)
    /// The settings leave rows of this name out.
    case excluded(name: String)
}

extension FeedRow {
    func supplier(
        _ column: FeedColumn?, settings: DropSettings
    ) throws(RowProblem) -> RowSupplier {
        guard let column else {
            guard let supplier = settings.supplier else {
                preconditionFailure("A feed without a supplier column must name its supplier.")
            }
            return .known(supplier)
        }
        guard let cell = try cell(column) else {
            throw RowProblem(
                at: position, field: column.title, code: "feed.supplier-missing",
                message: "\(column.title): the row names no supplier")
        }
        if settings.excludedSuppliers.contains(cell.text) { return .excluded(name: cell.text) }
        if settings.supplierByName.isEmpty {
            do throws(ValueError) {
                return .known(try SupplierID(cell.text))
            } catch {
                throw cell.problem(error)
            }
        }
        guard let supplier = settings.supplierByName[cell.text] else {
            let nearest = nearestName(to: cell.text, among: settings.supplierByName.keys)
            throw cell.problem(
                "feed.supplier-unknown",
                "the supplier \(quotedForMessage(cell.text)) is not in [suppliers]",
                help: nearest.map { "Maybe \(quotedForMessage($0)) is meant." }
                    ?? "Add the name to [suppliers], or to excluded_suppliers.")
        }
        return .known(supplier)
    }

    func part(_ column: FeedColumn) throws(RowProblem) -> SupplierPart {
        guard let cell = try cell(column) else {
            throw RowProblem(
                at: position(at: min(column.index, record.count - 1)), field: column.title,
                code: "feed.part-missing", message: "\(column.title): the part number is missing")
        }
        do throws(ValueError) {
            return try SupplierPart(cell.text)
        } catch {
            throw cell.problem(error)
        }
    }
}
