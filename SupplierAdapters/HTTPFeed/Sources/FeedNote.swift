internal import SupplierAdapterKit

/// What is kept between readings of a feed.
extension SpoolNote {
    /// What the server calls the list that was accepted last (RFC 9110, section 8.8).
    var entityTag: String? {
        get { self["etag"] }
        set { self["etag"] = newValue }
    }

    var lastModified: String? {
        get { self["modified"] }
        set { self["modified"] = newValue }
    }

    /// Where the changes that were accepted last end.
    var checkpoint: String? {
        get { self["checkpoint"] }
        set { self["checkpoint"] = newValue }
    }

    /// Hash of the delivery that was settled last, whatever became of it.
    var seen: String? {
        get { self["seen"] }
        set { self["seen"] = newValue }
    }

    /// Under which settings all that was.
    var settings: String? {
        get { self["settings"] }
        set { self["settings"] = newValue }
    }
}
