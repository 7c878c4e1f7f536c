internal import FlatFileEDI
internal import SupplierAdapterKit

/// The settings of a feed whose answers are documents: those of the service, and those of the
/// documents, which FlatFileEDI reads.
enum DocumentSettings {
    private static let offerKeys: Set<String> = [
        "supplier", "parts", "units", "prices", "shelf", "quantities", "defaults", "layout",
        "guide", "strict", "numbers",
    ]
    private static let messageKeys: Set<String> = [
        "supplier", "layout", "guide", "strict", "numbers", "units",
    ]

    /// The keys of documents that tables do not have too.
    static let ownOfferKeys = DocumentOffers.description.keys.filter { key in
        isKey(key.name, among: offerKeys)
            && !FeedSettings.tableKeys.contains { $0.name == key.name }
    }
    static let ownMessageKeys = DocumentMessages.description.keys.filter {
        isKey($0.name, among: messageKeys) && $0.name != "supplier"
    }

    private static func isKey(_ name: String, among keys: Set<String>) -> Bool {
        keys.contains(String(name.prefix { $0 != "." }))
    }

    /// Whether answers are documents.
    static func areDocuments(_ settings: AdapterSettings) -> Bool {
        settings.table["content"]?.value.content == .string("document")
    }

    /// The settings of the service, and those of its documents as a folder of files would have
    /// them.
    static func split(
        _ settings: AdapterSettings, areMessages: Bool
    ) -> (own: AdapterSettings, documents: AdapterSettings) {
        let keys = areMessages ? messageKeys : offerKeys
        let entries = settings.table.entries
        var folder = SettingValue(.string("inbox"))
        if let entry = settings.table["folder"], case .string = entry.value.content {
            folder = entry.value
        }
        let complete = SettingTable([.init("by", SettingValue(.string("document")))])
        func made(_ entries: [SettingTable.Entry]) -> AdapterSettings {
            AdapterSettings(
                file: settings.file,
                table: SettingTable(entries, line: settings.table.line))
        }
        return (
            made(entries.filter { !keys.contains($0.key) }),
            made(
                entries.filter { keys.contains($0.key) }
                    + [
                        .init("folder", folder),
                        .init("complete", SettingValue(.table(complete))),
                    ])
        )
    }
}

extension DeliveryPages {
    /// The one document that a delivery holds, as if it lay in the feed's folder.
    func document(of file: FeedFile) -> TakenFile? {
        pages.first.map { TakenFile(file: file, bytes: $0.body) }
    }

    /// How many lines of the delivery stand before the document.
    var linesBefore: Int { (pages.first?.firstLine ?? 1) - 1 }
}

extension FilePlace {
    /// The same place of a document whose first line is not that of its file.
    func moved(by lines: Int) -> FilePlace {
        line == 0 ? self : FilePlace(file: file, line: line + lines, column: column)
    }
}

extension AdapterError {
    /// What is wrong with a document, at its place in the delivery that it came in.
    func inDelivery(linesBefore lines: Int) -> AdapterError {
        AdapterError(
            code: code, reaction: reaction, message: message,
            help: help.map { help in
                help.hasPrefix("broker inspect")
                    ? "The document begins in line \(lines + 1); by itself, broker inspect shows "
                        + "all that is wrong with it."
                    : help
            },
            place: place?.moved(by: lines), detail: detail, supplierCode: supplierCode)
    }
}

extension QuarantinedRow {
    fileprivate func moved(by lines: Int) -> QuarantinedRow {
        QuarantinedRow(
            place: place.moved(by: lines), field: field, value: value, code: code,
            message: message, help: help, supplier: supplier, supplierPart: supplierPart)
    }
}

extension OfferDelivery {
    /// The same with every place so many lines further down.
    func moved(by lines: Int) -> OfferDelivery {
        OfferDelivery(
            file: file,
            suppliers: suppliers.map { part in
                SupplierDelivery(
                    supplier: part.supplier,
                    offers: part.offers.map { $0.moved(to: $0.place.moved(by: lines)) },
                    availabilities: part.availabilities.map {
                        $0.moved(to: $0.place.moved(by: lines))
                    },
                    quarantined: part.quarantined.map { $0.moved(by: lines) },
                    acceptedRows: part.acceptedRows, removedParts: part.removedParts,
                    substitutes: part.substitutes.map {
                        StatedSubstitute(
                            line: $0.statedOn, names: $0.otherPart, as: $0.role,
                            place: $0.place.moved(by: lines))
                    })
            },
            unassigned: unassigned.map { $0.moved(by: lines) },
            excludedRowsByReason: excludedRowsByReason, scope: scope)
    }
}

extension MessageDelivery {
    /// The same with every place so many lines further down.
    func moved(by lines: Int) -> MessageDelivery {
        MessageDelivery(
            file: file,
            messages: messages.map {
                DeliveredMessage(
                    message: $0.message, supplier: $0.supplier, place: $0.place.moved(by: lines))
            },
            orderAnswers: orderAnswers.map {
                DeliveredOrderAnswer(
                    document: $0.document, order: $0.order, writtenAt: $0.writtenAt,
                    answers: $0.answers, others: $0.others, remark: $0.remark, note: $0.note,
                    change: $0.change, supplier: $0.supplier, place: $0.place.moved(by: lines))
            },
            replacements: replacements.map {
                DeliveredReplacement(
                    notice: $0.notice, document: $0.document, writtenAt: $0.writtenAt,
                    isWithdrawal: $0.isWithdrawal, supplier: $0.supplier,
                    place: $0.place.moved(by: lines))
            },
            quarantined: quarantined.map { $0.moved(by: lines) })
    }
}
