internal import DurableFiles
public import Procurement
public import SupplierAdapterKit

/// Purchase orders as files in a folder per supplier.
///
/// Settings: see `FileDropOrders.description.keys`.
public struct FileDropOrders: PurchaseOrderSink {
    /// The name of this way out.
    public let name: FeedName
    private let folder: String
    private let fileName: OrderFileName?
    private let transfer: TransferHook
    private let environment: AdapterEnvironment

    /// `adapter = "file-drop"`, `kind = "purchase-orders"`.
    public static let description = AdapterDescription(
        name: "file-drop", kind: "purchase-orders",
        summary: "Puts purchase orders as CSV or JSON files into a folder per supplier.",
        keys: [
            .init(
                "folder", "a path in the workspace; `\"outbox\"`",
                "Where a folder per supplier is made.")
        ] + nameAndTransferKeys)

    /// The keys beside `folder`.
    public static let nameAndTransferKeys = [OrderFileName.key] + TransferHook.orderKeys

    /// Reads the settings; opens and changes nothing.
    public init(
        name: FeedName, settings: AdapterSettings, environment: AdapterEnvironment
    ) throws(AdapterSettingsError) {
        var reader = SettingsReader(settings)
        let folder = reader.optionalString("folder") ?? "outbox"
        if folder.isEmpty || folder.hasPrefix("/") || folder.split(separator: "/").contains("..") {
            reader.report(
                "settings.wrong-value", "folder", "folder must be a folder below the workspace",
                help: "Write for example: folder = \"outbox\"")
        }
        fileName = OrderFileName.read(from: &reader)
        transfer = TransferHook.read(from: &reader, forOrders: true)
        try reader.finish()
        self.name = name
        self.folder = folder
        self.environment = environment
    }

    /// Makes the document: `purchase-order/1` as CSV or JSON.
    public func render(
        _ order: PurchaseOrder, as format: OrderFormat
    ) throws(AdapterError) -> RenderedOrder {
        switch format {
        case .csv:
            RenderedOrder(
                format: PurchaseOrderDocument.format, fileExtension: "csv",
                bytes: PurchaseOrderDocument.csv(order))
        case .json:
            RenderedOrder(
                format: PurchaseOrderDocument.format, fileExtension: "json",
                bytes: PurchaseOrderDocument.json(order))
        }
    }

    /// Makes the document of a change: `purchase-order-change/1` as CSV or JSON.
    public func renderChange(
        _ change: OrderChange, of order: PurchaseOrder, as format: OrderFormat
    ) throws(AdapterError) -> RenderedOrder {
        let document = OrderChangeDocument(change: change, order: order)
        return RenderedOrder(
            format: OrderChangeDocument.format,
            fileExtension: format == .csv ? "csv" : "json",
            bytes: format == .csv ? document.csv : document.json)
    }

    /// `FOLDER/SUPPLIER`, and `PO-NUMBER-rREVISION-SHA8.csv` or as the settings say.
    public func destination(
        of order: PurchaseOrder, revision: Int, document: RenderedOrder, sha256: String
    ) -> OrderDestination {
        precondition(sha256.utf8.count == 64, "A SHA-256 must have 64 hexadecimal digits.")
        if let fileName {
            return OrderDestination(
                folder: folder(of: order.supplier),
                fileName: fileName.text(
                    of: order, revision: revision, ending: document.fileExtension, sha256: sha256))
        }
        let number = order.number.rawValue
        let start = number.hasPrefix("PO-") ? number : "PO-\(number)"
        let name = FileNameText.safe(start) + "-r\(revision)-\(sha256.prefix(8))"
        return OrderDestination(
            folder: folder(of: order.supplier),
            fileName: "\(name).\(document.fileExtension)")
    }

    /// The folder that a supplier's documents lie in, below the workspace.
    public func folder(of supplier: SupplierID) -> String {
        "\(folder)/\(folderName(of: supplier))"
    }

    /// A supplier's number as a name that every file system holds: a long one is cut, and the
    /// beginning of its SHA-256 keeps it apart from others that begin alike.
    private func folderName(of supplier: SupplierID) -> String {
        let name = FileNameText.safe(supplier.rawValue)
        guard name.utf8.count > 150 else { return name }
        let hash = environment.sha256(Array(supplier.rawValue.utf8)).prefix(16)
        return "\(name.prefix(120))-\(hash)"
    }

    /// Writes the document to `.staging` beside its destination and brings it to the disk.
    public func stage(
        _ bytes: [UInt8], to destination: OrderDestination
    ) throws(AdapterError) {
        do throws(DurableFileError) {
            let folder = target(destination)
            try folder.create()
            try folder.discardLeftovers()
            if fileName != nil {
                // The name need not tell what is in the file: this does.
                let sums = DurableFolder(path: "\(folder.path)/\(Self.sumsName)")
                try sums.create()
                try sums.replace(
                    destination.fileName, with: Array(environment.sha256(bytes).utf8))
            }
            _ = try folder.stage(bytes, as: destination.fileName)
        } catch {
            throw AdapterError(error)
        }
    }

    /// Renames the staged document to its destination, replacing nothing, and has it carried to the
    /// supplier where the settings say how.
    ///
    /// A document that is not carried away lies where it is, and is not sent: sending it again goes
    /// on with carrying.
    public func send(_ destination: OrderDestination) throws(AdapterError) -> SendOutcome {
        let outcome: SendOutcome
        do throws(DurableFileError) {
            let folder = target(destination)
            let isCommitted = try folder.state(of: destination.fileName) == .published
            if isCommitted, !transfer.after.isEmpty {
                outcome = try isDocument(destination) ? .alreadySent : .nameTakenByOtherBytes
            } else {
                switch try folder.stagedFile(destination.fileName).commit() {
                case .published: outcome = .sent
                case .alreadyThere(let isSame):
                    outcome = isSame ? .alreadySent : .nameTakenByOtherBytes
                }
            }
        } catch {
            throw AdapterError(error)
        }
        guard !transfer.after.isEmpty, outcome != .nameTakenByOtherBytes else { return outcome }
        try carry(destination)
        return .sent
    }

    private func carry(_ destination: OrderDestination) throws(AdapterError) {
        try transfer.run(
            transfer.after,
            ["BROKER_FOLDER": destination.folder, "BROKER_FILE": destination.fileName],
            in: environment)
        let state: StagedFileState
        do throws(DurableFileError) {
            state = try target(destination).state(of: destination.fileName)
        } catch {
            throw AdapterError(error)
        }
        guard state == .gone else {
            throw AdapterError(
                code: "transfer.left-behind", reaction: .retry(afterSeconds: nil),
                message: "the command said that all is well, and left \(destination.fileName) in "
                    + "\(destination.folder)",
                help: "It must take the file out of the folder once the supplier has it, for "
                    + "example into .sent below it.")
        }
    }

    /// Tells whether the document lies in `.staging`, at its destination, or in neither.
    ///
    /// A file of other bytes at the destination is not the document.
    public func handOver(
        of destination: OrderDestination
    ) throws(AdapterError) -> OrderHandOver {
        do throws(DurableFileError) {
            switch try target(destination).state(of: destination.fileName) {
            case .staged: return .staged
            case .published:
                guard try isDocument(destination) else { return .gone }
                // It is not the supplier's before it is carried there.
                return transfer.after.isEmpty ? .sent : .staged
            case .gone: return .gone
            }
        } catch {
            if error.code == "file.not-found" { return .gone }
            throw AdapterError(error)
        }
    }

    private static let sumsName = ".sums"

    /// The name of a document ends with the beginning of its SHA-256, or its sum lies beside it.
    private func isDocument(
        _ destination: OrderDestination
    ) throws(DurableFileError) -> Bool {
        let bytes = try target(destination)
            .read(destination.fileName, maximumBytes: Self.maximumBytes).bytes
        if fileName != nil {
            do throws(DurableFileError) {
                let sums = DurableFolder(path: "\(target(destination).path)/\(Self.sumsName)")
                let sum = try sums.read(destination.fileName, maximumBytes: 4_096).bytes
                return Array(environment.sha256(bytes).utf8) == sum
            } catch {
                if error.code == "file.not-found" { return false }
                throw error
            }
        }
        let hash = destination.fileName.split(separator: "-").last?.prefix(8) ?? ""
        return environment.sha256(bytes).hasPrefix(hash)
    }

    private static let maximumBytes = 256 << 20

    /// Looks whether the folder can be written to.
    public func check() -> [AdapterFinding] {
        do throws(DurableFileError) {
            try DurableFolder(path: environment.root + "/" + folder).checkWritable()
            return []
        } catch {
            let isMissing = error.code == "file.not-found"
            return [
                AdapterFinding(
                    severity: isMissing ? .warning : .error,
                    code: isMissing ? "feed.folder-missing" : error.code,
                    message: isMissing
                        ? "the folder \(folder) does not exist; it is made with the first order"
                        : error.message,
                    help: error.help)
            ]
        }
    }

    private func target(_ destination: OrderDestination) -> DurableFolder {
        DurableFolder(path: environment.root + "/" + destination.folder)
    }
}

/// Texts as parts of file names.
enum FileNameText {
    /// Keeps letters, digits, `_`, `-` and inner points; all other bytes become `%XX`.
    static func safe(_ text: String) -> String {
        var result = ""
        for (index, byte) in text.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: ".") where index > 0: result += "."
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return result
    }
}
