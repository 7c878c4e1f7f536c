/// Numbers in a row of fixed length, for the loops that everything waits for.
struct FlatBuffer<Element: BitwiseCopyable>: ~Copyable {
    let base: UnsafeMutablePointer<Element>
    let count: Int

    init(repeating value: Element, count: Int) {
        self.count = count
        base = UnsafeMutablePointer.allocate(capacity: max(count, 1))
        base.initialize(repeating: value, count: max(count, 1))
    }

    init(_ elements: [Element]) {
        count = elements.count
        base = UnsafeMutablePointer.allocate(capacity: max(count, 1))
        for (index, element) in elements.enumerated() {
            (base + index).initialize(to: element)
        }
    }

    deinit { base.deallocate() }

    subscript(_ index: Int) -> Element {
        get {
            assert(index >= 0 && index < count, "The position \(index) is not in the buffer.")
            return base[index]
        }
        nonmutating set {
            assert(index >= 0 && index < count, "The position \(index) is not in the buffer.")
            base[index] = newValue
        }
    }

    /// A copy as an array.
    var array: [Element] { Array(UnsafeBufferPointer(start: base, count: count)) }
}
