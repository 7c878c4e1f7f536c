import Testing
import WebClient

/// Addresses are read narrowly, and only public ones are asked.
struct WebTests {
    @Test func onlyAddressesOfThePublicInternetArePublic() {
        let inside: [[UInt8]] = [
            [127, 0, 0, 1], [127, 255, 255, 255], [10, 1, 2, 3], [172, 16, 0, 1], [172, 31, 9, 9],
            [192, 168, 0, 1], [169, 254, 169, 254], [100, 64, 0, 1], [0, 0, 0, 0], [224, 0, 0, 1],
            [255, 255, 255, 255], [198, 18, 0, 1], [192, 0, 2, 1], [203, 0, 113, 9],
        ]
        let outside: [[UInt8]] = [
            [8, 8, 8, 8], [172, 15, 0, 1], [172, 32, 0, 1], [100, 63, 0, 1], [100, 128, 0, 1],
            [169, 253, 0, 1], [192, 167, 0, 1], [128, 0, 0, 1], [223, 255, 255, 255],
        ]
        let zeros = [UInt8](repeating: 0, count: 10)
        for bytes in inside {
            #expect(!WebAddress(bytes).isPublic, "\(bytes)")
            #expect(!WebAddress(zeros + [255, 255] + bytes).isPublic, "mapped \(bytes)")
            let sixToFour = [0x20, 0x02] + bytes + [UInt8](repeating: 0, count: 10)
            #expect(!WebAddress(sixToFour).isPublic, "6to4 \(bytes)")
        }
        for bytes in outside {
            #expect(WebAddress(bytes).isPublic, "\(bytes)")
            #expect(WebAddress(zeros + [255, 255] + bytes).isPublic, "mapped \(bytes)")
        }
        func six(_ head: [UInt8], _ last: UInt8 = 1) -> WebAddress {
            WebAddress(head + [UInt8](repeating: 0, count: 15 - head.count) + [last])
        }
        // Loopback, nothing, link, unique local, many, documentation, old mapped.
        for head: [UInt8] in [
            [], [0xFE, 0x80], [0xFC], [0xFD, 0x12], [0xFF, 2], [0x20, 1, 0x0D, 0xB8],
        ] {
            #expect(!six(head).isPublic, "\(head)")
        }
        #expect(!six([], 0).isPublic)
        #expect(six([0x2A, 0x00, 0x14, 0x50]).isPublic)
        #expect(six([0x26, 0x06, 0x47, 0x00]).description == "[2606:4700:0:0:0:0:0:1]")
    }

    @Test func addressesOfTheWebAreReadNarrowly() {
        let good = [
            ("https://api.acme.example/a/b?x=1", "https://api.acme.example:443/a/b?x=1"),
            ("HTTP://ACME.example:8080", "http://acme.example:8080/"),
            ("https://[2001:DB8::1]:444/x", "https://[2001:db8::1]:444/x"),
            ("https://a.example?q", "https://a.example:443/?q"),
        ]
        for (text, whole) in good { #expect(WebURL(text)?.description == whole) }
        let bad = [
            "ftp://a.example/", "https://user@a.example/", "https://u:p@a.example/",
            "https://a.example/#x", "https://a.example\\@b.example/", "https://a.example /",
            "https://", "https://a.example:0/", "https://a.example:70000/", "https://[::1/",
            "https://a%2eexample/", "file:///etc/passwd", "https://a.example/\n", "//a.example/",
            "https://[fe80::1%25eth0]/", "https://a.example:/",
        ]
        for text in bad { #expect(WebURL(text) == nil, "\(text)") }
    }

    @Test func aParameterTakesThePlaceOfOneOfItsName() throws {
        let url = try #require(WebURL("https://a.example/x?page=1&size=2"))
        #expect(url.setting("page", to: "3 &").target == "/x?size=2&page=3%20%26")
        #expect(url.resolving("/y?z")?.description == "https://a.example:443/y?z")
        #expect(url.resolving("?z")?.description == "https://a.example:443/x?z")
        #expect(url.resolving("//b.example/y") == nil)
        #expect(url.resolving("y") == nil)
        #expect(url.origin != url.resolving("http://a.example/y")?.origin)
    }
}
