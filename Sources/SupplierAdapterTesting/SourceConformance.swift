public import Procurement
public import SupplierAdapterKit

/// Runs the points of the conformance list that hold for every source of offers.
///
/// Files are looked at where they lie; nothing is taken and nothing is changed. A point that cannot
/// be tried because no file is there is skipped, never passed.
public struct SourceConformance: Sendable {
    /// How the speed of reading is measured, and how fast it must be.
    public struct Speed: Sendable {
        let elapsed: @Sendable () -> Duration
        let rowsPerSecond: Int

        /// Measures by a clock that only runs forward; 0 rows a second is no floor.
        public init(elapsed: @escaping @Sendable () -> Duration, rowsPerSecond: Int = 0) {
            self.elapsed = elapsed
            self.rowsPerSecond = rowsPerSecond
        }
    }

    /// What is read where no file lies in the feed's folder.
    public enum Samples: Sendable {
        /// These, whatever lies there.
        case given([TakenFile])
        /// None, and this is why.
        case missing(String)
    }

    private let source: any OfferSource
    private let samples: Samples?
    private let now: Timestamp
    private let speed: Speed?

    /// How many damaged copies of each file are read.
    private static let damagedCopies = 200

    /// How long files are read again and again to measure it, and how often at most.
    private static let measured = (time: Duration.milliseconds(200), most: 100)

    /// Prepares the run for a source as configured; without `speed` that is not measured.
    ///
    /// The files of the feed's folder are read unless there are samples.
    public init(
        _ source: any OfferSource, samples: Samples? = nil, at now: Timestamp,
        speed: Speed? = nil
    ) {
        self.source = source
        self.samples = samples
        self.now = now
        self.speed = speed
    }

    /// The results, in the order of the list.
    public func run() -> [ConformanceResult] {
        [
            .of("describe.keys", "The description names each key once, with its meaning") {
                try describes()
            },
            .of("check.clean", "The adapter finds no error in its own installation") {
                try checks()
            },
            .of("read.twice", "The same bytes give the same delivery") { try readsTwice() },
            .of("read.sound", "Parts stand once, breaks rise, prices are above zero") {
                try readsSound()
            },
            .of("read.cut", "A file cut anywhere gives no part that the whole file lacks") {
                try readsCut()
            },
            .of("read.damaged", "Damaged bytes are refused or set aside, and never crash") {
                try readsDamaged()
            },
        ] + (speed.map { [fast($0)] } ?? [])
    }

    private func fast(_ speed: Speed) -> ConformanceResult {
        .of("read.speed", "Files are read as fast as is asked") { try readsFast(speed) }
    }

    /// Reads the files until that took long enough to be told.
    private func readsFast(_ speed: Speed) throws -> String {
        let files = try files()
        var (rows, bytes, rounds) = (0, 0, 0)
        let start = speed.elapsed()
        var spent = Duration.zero
        while spent < Self.measured.time, rounds < Self.measured.most {
            for file in files {
                let delivery = try source.readOffers(file)
                rows += delivery.suppliers.reduce(delivery.unassigned.count) { $0 + $1.totalRows }
                bytes += file.bytes.count
            }
            rounds += 1
            spent = speed.elapsed() - start
        }
        let microseconds = max(
            1,
            spent.components.seconds * 1_000_000
                + spent.components.attoseconds / 1_000_000_000_000)
        let rate = Int64(rows) * 1_000_000 / microseconds
        let text =
            "\(rate) rows and \(Int64(bytes) * 1_000 / microseconds) kB a second "
            + "(\(rows / max(1, rounds)) rows, read \(rounds) times)"
        guard rate >= speed.rowsPerSecond else {
            throw ConformanceFailure.failed("\(text), and the floor is \(speed.rowsPerSecond)")
        }
        return text
    }

    private func describes() throws -> String {
        let description = type(of: source).description
        let names = description.keys.map(\.name)
        guard Set(names).count == names.count else {
            throw ConformanceFailure.failed("a key stands twice")
        }
        if let bare = description.keys.first(where: { $0.meaning.isEmpty || $0.values.isEmpty }) {
            throw ConformanceFailure.failed("the key \(bare.name) has no meaning or no values")
        }
        return "\(names.count) keys"
    }

    private func checks() throws -> String {
        let findings = source.check()
        if let error = findings.first(where: { $0.severity == .error }) {
            throw ConformanceFailure.failed("\(error.message) [\(error.code)]")
        }
        return findings.isEmpty ? "" : findings.map(\.message).joined(separator: "; ")
    }

    private func files() throws -> [TakenFile] {
        switch samples {
        case .given(let files)?: return files
        case .missing(let why)?: throw ConformanceFailure.skipped(why)
        case nil: break
        }
        var files: [TakenFile] = []
        for file in try source.inbox(at: now).ready.prefix(5) {
            if let looked = try source.look(at: file) { files.append(looked) }
        }
        guard !files.isEmpty else {
            throw ConformanceFailure.skipped(
                "no complete file is there: put a sample into the feed's folder")
        }
        return files
    }

    private func readsTwice() throws -> String {
        var rows = 0
        for file in try files() {
            let first = try source.readOffers(file)
            guard try source.readOffers(file) == first else {
                throw ConformanceFailure.failed("\(file.file.name) gave two deliveries")
            }
            rows += first.suppliers.reduce(first.unassigned.count) { $0 + $1.totalRows }
        }
        return "\(rows) rows"
    }

    private func readsSound() throws -> String {
        var offers = 0
        var setAside = 0
        for file in try files() {
            let delivery = try source.readOffers(file)
            setAside += delivery.unassigned.count
            for supplier in delivery.suppliers {
                setAside += supplier.quarantined.count
                offers += supplier.offers.count
                try checkOrder(supplier.offers.map(\.supplierPart))
                try checkOrder(supplier.availabilities.map(\.supplierPart))
                for offer in supplier.offers { try check(offer) }
            }
        }
        return "\(offers) offers, \(setAside) rows set aside"
    }

    private func checkOrder(_ parts: [SupplierPart]) throws {
        for (left, right) in zip(parts, parts.dropFirst()) where !(left < right) {
            throw ConformanceFailure.failed("the part \(right) stands twice or out of order")
        }
    }

    private func check(_ offer: SupplierOffer) throws {
        let breaks = offer.priceBreaks
        for (left, right) in zip(breaks, breaks.dropFirst())
        where left.fromQuantity.value >= right.fromQuantity.value {
            throw ConformanceFailure.failed("\(offer.place): price breaks do not rise")
        }
        if let bad = breaks.first(where: { !$0.price.money.amount.isPositive }) {
            throw ConformanceFailure.failed("\(offer.place): the price is \(bad.price)")
        }
        if breaks[0].fromQuantity.value > offer.orderRules.minimumQuantity.value {
            throw ConformanceFailure.failed("\(offer.place): the minimum order has no price")
        }
    }

    private func readsCut() throws -> String {
        var (refused, read) = (0, 0)
        for file in try files() {
            let whole = parts(try source.readOffers(file))
            let step = max(1, file.bytes.count / 200)
            for length in stride(from: 0, to: file.bytes.count, by: step) {
                let cut = TakenFile(file: file.file, bytes: Array(file.bytes.prefix(length)))
                guard let delivery = tryRead(cut) else {
                    refused += 1
                    continue
                }
                read += 1
                if let invented = parts(delivery).subtracting(whole).first {
                    throw ConformanceFailure.failed(
                        "cut after \(length) bytes it offers \(invented), which is not there")
                }
            }
        }
        return "\(refused) cuts refused, \(read) read as far as they go"
    }

    private func readsDamaged() throws -> String {
        var (refused, read) = (0, 0)
        for file in try files() where !file.bytes.isEmpty {
            var random = SplitMix(state: UInt64(file.bytes.count))
            for _ in 0..<Self.damagedCopies {
                var bytes = file.bytes
                for _ in 0...Int(random.next() % 4) {
                    bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(
                        truncatingIfNeeded: random.next())
                }
                if tryRead(TakenFile(file: file.file, bytes: bytes)) == nil {
                    refused += 1
                } else {
                    read += 1
                }
            }
        }
        return "\(refused) copies refused, \(read) read"
    }

    private func tryRead(_ file: TakenFile) -> OfferDelivery? {
        do {
            return try source.readOffers(file)
        } catch {
            return nil
        }
    }

    private func parts(_ delivery: OfferDelivery) -> Set<SupplierPart> {
        Set(
            delivery.suppliers.flatMap { supplier in
                supplier.offers.map(\.supplierPart) + supplier.availabilities.map(\.supplierPart)
            })
    }
}

/// Small seeded numbers (Vigna's splitmix64): the same damage on every machine.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
