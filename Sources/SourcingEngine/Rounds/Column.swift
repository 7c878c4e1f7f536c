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

    func free() { pointer.deallocate() }
}
