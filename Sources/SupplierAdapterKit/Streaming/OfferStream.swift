public import Procurement
public import WireFormats

/// A file of a feed whose bytes are read in pieces.
public struct FileInPieces: Sendable {
    /// The file.
    public let file: FeedFile
    private let begin: @Sendable () throws(AdapterError) -> any ByteSource

    /// Makes one from its parts; `begin` gives all bytes from the first one on, each time anew.
    public init(
        file: FeedFile, begin: @escaping @Sendable () throws(AdapterError) -> any ByteSource
    ) {
        self.file = file
        self.begin = begin
    }

    /// Hands out the bytes of a file that is held whole.
    public init(_ taken: TakenFile) {
        self.init(file: taken.file) { () throws(AdapterError) in WholeSource(taken.bytes) }
    }

    /// The bytes from the first one on.
    public func source() throws(AdapterError) -> any ByteSource { try begin() }

    /// All bytes together: for what cannot be read in pieces.
    public func bytes() throws(AdapterError) -> [UInt8] {
        var source = try begin()
        if let whole = source as? WholeSource { return whole.bytes }
        var bytes: [UInt8] = []
        do throws(WireError) {
            while let chunk = try source.nextChunk() { bytes += chunk }
        } catch {
            throw AdapterError(
                code: error.code, reaction: Reaction(to: error), message: error.message,
                help: error.help, place: FilePlace(file: file.name))
        }
        return bytes
    }
}

/// Bytes that are there already, as one piece.
private struct WholeSource: ByteSource {
    let bytes: [UInt8]
    private var isTaken = false

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func nextChunk() -> [UInt8]? {
        if isTaken { return nil }
        isTaken = true
        return bytes
    }
}

/// Some offers or shelves of one supplier, as they come out of a file.
public struct OfferBatch: Sendable {
    /// The supplier.
    public let supplier: SupplierID
    /// Offers, ordered by part, all behind those of earlier batches.
    public var offers: [SupplierOffer] = []
    /// Shelves, likewise.
    public var availabilities: [SupplierAvailability] = []

    /// Makes a batch that holds nothing yet.
    public init(supplier: SupplierID) { self.supplier = supplier }

    /// The number of offers and shelves.
    public var count: Int { offers.count + availabilities.count }
}

/// A source whose files are too large to be held: offers come out of them batch by batch.
public protocol OfferStreamSource: OfferSource {
    /// Reads a file to its end, and then hands its offers and shelves to `take`, in batches of one
    /// supplier each; all batches of a supplier come one after the other.
    ///
    /// `take` is not called at all for a file that cannot be trusted as a whole: that throws, as
    /// ``OfferSource/readOffers(_:)`` does. What is returned is the delivery of that function
    /// without its offers and shelves. An error of `take` ends the reading and is thrown on.
    func readOffers(
        _ file: FileInPieces, in room: ReadingRoom,
        _ take: (OfferBatch) throws(AdapterError) -> Void
    ) throws(AdapterError) -> OfferDelivery
}

extension OfferStreamSource {
    /// Reads a file whole; throws when it cannot be trusted as a whole.
    public func readOffers(_ file: TakenFile) throws(AdapterError) -> OfferDelivery {
        var batches = CollectedBatches()
        let rest = try readOffers(FileInPieces(file), in: .memoryOnly) {
            (batch) throws(AdapterError) in batches.take(batch)
        }
        return batches.delivery(with: rest)
    }
}

/// Puts batches together again.
public struct CollectedBatches: Sendable {
    private var batches: [SupplierID: OfferBatch] = [:]
    private var current: OfferBatch?

    /// Makes one without any.
    public init() {}

    /// Takes the next batch.
    public mutating func take(_ batch: OfferBatch) {
        guard current?.supplier == batch.supplier else {
            if let current { batches[current.supplier] = current }
            current = batch
            return
        }
        current?.offers += batch.offers
        current?.availabilities += batch.availabilities
    }

    /// The delivery whole, from what ``OfferStreamSource/readOffers(_:in:_:)`` returned.
    public consuming func delivery(with rest: OfferDelivery) -> OfferDelivery {
        if let current { batches[current.supplier] = current }
        let suppliers = rest.suppliers.map { own in
            let batch = batches.removeValue(forKey: own.supplier)
            return SupplierDelivery(
                supplier: own.supplier, offers: batch?.offers ?? [],
                availabilities: batch?.availabilities ?? [], quarantined: own.quarantined,
                acceptedRows: own.acceptedRows, removedParts: own.removedParts,
                substitutes: own.substitutes)
        }
        return OfferDelivery(
            file: rest.file, suppliers: suppliers, unassigned: rest.unassigned,
            excludedRowsByReason: rest.excludedRowsByReason, scope: rest.scope)
    }
}
