# What people type here. SWIFT_FLAGS goes to every build; the package builds on all cores by itself.
.PHONY: demo five-suppliers docs test format lint setup
SWIFT_SOURCES := Package.swift Sources Tests SupplierAdapters

demo: setup
	swift build --configuration release --product broker $(SWIFT_FLAGS)
	@Fixtures/Quickstart/demo.sh "$$(swift build --configuration release --show-bin-path)" .build/demo

# A whole round over five suppliers: X12, EDIFACT, fixed columns, a web service, a program.
five-suppliers: setup
	swift build --configuration release --product broker $(SWIFT_FLAGS)
	@Fixtures/FiveSuppliers/demo.sh "$$(swift build --configuration release --show-bin-path)" .build/five-suppliers

# Pages of the libraries that integrators embed, in .build/docs.
docs: setup
	swift build --configuration release --product broker $(SWIFT_FLAGS)
	@.ci/docs "$$(swift build --configuration release --show-bin-path)" .build/docs

test: setup lint
	swift build --configuration release --build-tests $(SWIFT_FLAGS)
	swift test --configuration release --skip-build --disable-xctest --quiet

format:
	swift format --in-place --parallel --recursive $(SWIFT_SOURCES)

lint:
	swift format lint --strict --parallel --recursive $(SWIFT_SOURCES)

setup:
	@.ci/setup
