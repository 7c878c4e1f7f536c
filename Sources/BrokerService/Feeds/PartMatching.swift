import Procurement
import Storage

/// Which of our items a supplier's parts are, and which known parts an unknown one looks like.
///
/// What it looks like is a suggestion for a person; nothing is matched by it.
struct PartMatching {
    private let referencesByPart: [SupplierPart: ItemReference]
    private let partsBySkeleton: [String: [SupplierPart]]

    init(supplier: SupplierID, master: MasterSnapshot) {
        referencesByPart = Dictionary(
            master.references.filter { $0.supplier == supplier }.map { ($0.supplierPart, $0) },
            uniquingKeysWith: { first, _ in first })
        partsBySkeleton = Dictionary(grouping: referencesByPart.keys.sorted()) {
            Self.skeleton(of: $0)
        }
    }

    /// The reference that names a part; `nil` for a part that we do not know.
    func reference(of part: SupplierPart) -> ItemReference? { referencesByPart[part] }

    /// Known parts, at most three, that are the same without case, signs and leading zeros, each
    /// with its item; empty where there are none.
    func lookalikes(of part: SupplierPart) -> String {
        (partsBySkeleton[Self.skeleton(of: part)] ?? []).prefix(3).compactMap { known in
            referencesByPart[known].map { "\(known) (item \($0.item))" }
        }.joined(separator: ", ")
    }

    /// What is left of a part number without case, signs and leading zeros.
    ///
    /// Two numbers with the same are worth a look, and no more: `10-1` and `101` are often two
    /// parts.
    private static func skeleton(of part: SupplierPart) -> String {
        let letters = part.rawValue.uppercased().filter { $0.isLetter || $0.isNumber }
        return String(letters.drop { $0 == "0" })
    }
}
