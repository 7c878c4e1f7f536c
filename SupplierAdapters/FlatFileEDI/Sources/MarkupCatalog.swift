internal import SupplierAdapterKit
internal import WireFormats

/// Reads the lines of catalogues in XML: cXML Index, UBL Catalogue and BMEcat.
enum MarkupCatalog {
    static let dialect = CatalogDialect()
    static let bmecatDialect = CatalogDialect(priceKinds: ["net_customer", "net_list"])

    /// The lines of a document; `nil` where it is no catalogue.
    static func lines(_ root: XMLNode) -> (lines: [CatalogLine], dialect: CatalogDialect)? {
        switch root.name {
        case "cXML", "Index":
            let index = root.name == "Index" ? root : root.descendant("Message", "Index")
            return index.map { (cxml($0), dialect) }
                ?? root.child("Index").map { (cxml($0), dialect) }
        case "Catalogue": return (root.children("CatalogueLine").map(ubl), dialect)
        case "BMECAT": return (bmecat(root), bmecatDialect)
        default: return nil
        }
    }

    /// Says that a document tells changes only; `nil` for whole lists.
    static func partial(_ root: XMLNode) -> LineProblem? {
        guard root.name == "BMECAT" else { return nil }
        let update = root.children.first { $0.name.hasPrefix("T_UPDATE_") }
        return update.map {
            LineProblem(
                "document.partial-list",
                "<\($0.name)> tells changes, and a feed takes whole lists", at: $0.position,
                help: "Ask the supplier for T_NEW_CATALOG.")
        }
    }

    private static func placed(_ node: XMLNode?, _ path: String) -> PlacedText? {
        guard let node, !node.trimmedText.isEmpty else { return nil }
        return PlacedText(text: node.trimmedText, field: path, position: node.position)
    }

    private static func placed(_ node: XMLNode?, attribute: String) -> PlacedText? {
        guard let node, let text = node.attribute(attribute) else { return nil }
        return PlacedText(text: text, field: "\(node.name)@\(attribute)", position: node.position)
    }

    // MARK: - cXML

    private static func cxml(_ index: XMLNode) -> [CatalogLine] {
        index.children("IndexItem").flatMap(\.children).map { item in
            var line = CatalogLine(at: item.position)
            line.part = item.descendant("ItemID", "SupplierPartID")?.trimmedText ?? ""
            line.isDeleted = item.name == "IndexItemDelete"
            guard let detail = item.child("ItemDetail") else { return line }
            line.description = Array((detail.child("Description")?.trimmedText ?? "").utf8)
            line.unit = ShortText(detail.child("UnitOfMeasure")?.trimmedText ?? "")
            let money = detail.descendant("UnitPrice", "Money")
            if let amount = placed(money, "UnitPrice/Money") {
                line.prices = [
                    CatalogLine.Price(
                        amount: amount,
                        per: placed(detail.child("PriceBasisQuantity"), attribute: "quantity"),
                        currency: ShortText(money?.attribute("currency") ?? ""))
                ]
            }
            let more = item.child("IndexItemDetail")
            line.leadTimeDays = placed(
                more?.child("LeadTime") ?? detail.child("LeadTime"), "LeadTime")
            line.validFrom = placed(more?.child("EffectiveDate"), "EffectiveDate")
            line.validThrough = placed(more?.child("ExpirationDate"), "ExpirationDate")
            return line
        }
    }

    // MARK: - UBL

    /// Related items that may be had in place of a line's; accessories and components may not.
    private static let relatedItems: KeyValuePairs<String, StatedSubstitute.Role> = [
        "ReplacementRelatedItem": .substitute, "ReplacedRelatedItem": .supersedes,
    ]

    private static func ubl(_ node: XMLNode) -> CatalogLine {
        var line = CatalogLine(at: node.position)
        let item = node.child("Item")
        line.part = item?.descendant("SellersItemIdentification", "ID")?.trimmedText ?? ""
        line.description = Array((item?.child("Name")?.trimmedText ?? "").utf8)
        line.isDeleted = node.child("ActionCode")?.trimmedText == "Delete"
        line.minimum = placed(node.child("MinimumOrderQuantity"), "MinimumOrderQuantity")
        line.maximum = placed(node.child("MaximumOrderQuantity"), "MaximumOrderQuantity")
        line.multiple = placed(
            node.child("OrderQuantityIncrementNumeric"), "OrderQuantityIncrementNumeric")
        for (name, role) in relatedItems {
            for other in node.children(name) {
                if let part = placed(other.child("ID"), "\(name)/ID") {
                    line.others.append((part, role))
                }
            }
        }
        line.unit = ShortText(node.child("OrderableUnit")?.trimmedText ?? "")
        let period = node.child("LineValidityPeriod")
        line.validFrom = placed(period?.child("StartDate"), "StartDate")
        line.validThrough = placed(period?.child("EndDate"), "EndDate")
        for tier in node.children("RequiredItemLocationQuantity") {
            let price = tier.child("Price")
            let money = price?.child("PriceAmount")
            if let lead = tier.child("LeadTimeMeasure") { line.leadTimeDays = leadTime(lead) }
            guard let amount = placed(money, "PriceAmount") else { continue }
            let base = price?.child("BaseQuantity")
            if line.unit.isEmpty { line.unit = ShortText(base?.attribute("unitCode") ?? "") }
            line.prices.append(
                CatalogLine.Price(
                    amount: amount, per: placed(base, "BaseQuantity"),
                    from: placed(tier.child("MinimumQuantity"), "MinimumQuantity"),
                    currency: ShortText(money?.attribute("currencyID") ?? "")))
        }
        return line
    }

    /// Days, from days or weeks; another unit is left for the reader of numbers to refuse.
    private static func leadTime(_ node: XMLNode) -> PlacedText {
        let text = node.trimmedText
        let days: String
        switch node.attribute("unitCode") {
        case "DAY", nil: days = text
        case "WEE": days = Int(text).map { String($0 * 7) } ?? text
        case .some(let unit): days = "\(text) \(unit)"
        }
        return PlacedText(text: days, field: "LeadTimeMeasure", position: node.position)
    }

    // MARK: - BMEcat

    /// Types of references to parts that may be had instead; `accessories`, `mandatory`,
    /// `sparepart` and the others are no such thing.
    private static let references: [String: StatedSubstitute.Role] = [
        "followup": .supersededBy, "similar": .substitute,
    ]

    private static func bmecat(_ root: XMLNode) -> [CatalogLine] {
        let catalog = root.descendant("HEADER", "CATALOG")
        let currency = catalog?.child("CURRENCY")?.trimmedText ?? ""
        let bodies = root.children.filter { $0.name.hasPrefix("T_") }
        return bodies.flatMap(\.children).filter { ["ARTICLE", "PRODUCT"].contains($0.name) }
            .map { article($0, currency) }
    }

    private static func article(_ node: XMLNode, _ currency: String) -> CatalogLine {
        var line = CatalogLine(at: node.position)
        let kind = node.name
        line.part =
            (node.child("SUPPLIER_AID") ?? node.child("SUPPLIER_PID"))?.trimmedText ?? ""
        line.isDeleted = node.attribute("mode") == "delete"
        let details = node.child("\(kind)_DETAILS")
        line.description = Array(
            (details?.child("DESCRIPTION_SHORT")?.trimmedText ?? "").utf8)
        line.leadTimeDays = placed(details?.child("DELIVERY_TIME"), "DELIVERY_TIME")
        let order = node.child("\(kind)_ORDER_DETAILS")
        line.unit = ShortText(order?.child("ORDER_UNIT")?.trimmedText ?? "")
        line.minimum = placed(order?.child("QUANTITY_MIN"), "QUANTITY_MIN")
        line.multiple = placed(order?.child("QUANTITY_INTERVAL"), "QUANTITY_INTERVAL")
        line.maximum = placed(order?.child("QUANTITY_MAX"), "QUANTITY_MAX")
        let per = placed(order?.child("PRICE_QUANTITY"), "PRICE_QUANTITY")
        for reference in node.children("\(kind)_REFERENCE") {
            let part = reference.child("ART_ID_TO") ?? reference.child("PROD_ID_TO")
            guard let role = references[reference.attribute("type") ?? ""],
                let part = placed(part, part?.name ?? "")
            else { continue }
            line.others.append((part, role))
        }
        for group in node.children("\(kind)_PRICE_DETAILS") {
            for date in group.children("DATETIME") {
                let text = placed(date.child("DATE"), "DATE")
                if date.attribute("type") == "valid_start_date" { line.validFrom = text }
                if date.attribute("type") == "valid_end_date" { line.validThrough = text }
            }
            for price in group.children("\(kind)_PRICE") {
                guard let amount = placed(price.child("PRICE_AMOUNT"), "PRICE_AMOUNT") else {
                    continue
                }
                let own = price.child("PRICE_CURRENCY")?.trimmedText ?? ""
                line.prices.append(
                    CatalogLine.Price(
                        amount: amount, per: per,
                        from: placed(price.child("LOWER_BOUND"), "LOWER_BOUND"),
                        currency: ShortText(own.isEmpty ? currency : own),
                        kind: ShortText(price.attribute("price_type") ?? "")))
            }
        }
        return line
    }
}
