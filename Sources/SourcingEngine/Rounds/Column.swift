/// A plain array outside of reference counting: what inner loops over many blocks read.
struct Column<Element: BitwiseCopyable> {
    let pointer: UnsafeMutablePointer<Element>
    let count: Int

    init(_ elements: [Element]) {
        count = elements.count
        pointer = .allocate(capacity: max(1, elements.count))
        elements.withUnsafeBufferPointer { source in
            guard let first = source.baseAddress else { return }
            pointer.initialize(from: first, count: source.count)
        }
    }

    /// Copies an array and empties it.
    init(taking elements: inout [Element]) {
        self.init(elements)
        elements = []
    }

    init(repeating element: Element, count: Int) {
        self.count = count
        pointer = .allocate(capacity: max(1, count))
        pointer.initialize(repeating: element, count: count)
    }

    @inline(__always)
    subscript(position: Int) -> Element {
        get { pointer[position] }
        nonmutating set { pointer[position] = newValue }
    }

    /// Takes over a range of another column.
    func copy(_ range: Range<Int>, of other: Column, to position: Int) {
        guard !range.isEmpty else { return }
        (pointer + position).update(from: other.pointer + range.lowerBound, count: range.count)
    }

    /// Takes over all of a column of the same length.
    func copy(_ other: Column) { pointer.update(from: other.pointer, count: count) }

    func fill(_ element: Element) { pointer.update(repeating: element, count: count) }

    var elements: [Element] { Array(UnsafeBufferPointer(start: pointer, count: count)) }

    func free() { pointer.deallocate() }
}
