//! What of the drawing is seen.

use super::*;

const PANE: Size = Size {
    width: 800.0,
    height: 500.0,
};

fn near(a: Point, b: Point) -> bool {
    a.distance(b) < 0.05
}

fn some_camera(random: &mut Random) -> Camera {
    let Point { x, y } = random.point(2_000.0);
    Camera {
        x,
        y,
        zoom: random.between(0.2, 4.0),
    }
}

fn some_rect(random: &mut Random, reach: f32) -> Rect {
    Rect::between(random.point(reach), random.point(reach))
}

#[test]
fn points_go_to_the_pane_and_back() {
    let mut random = Random(1);
    for _ in 0..1_000 {
        let camera = some_camera(&mut random);
        let point = random.point(900.0);
        assert!(near(camera.to_pane(camera.to_world(point)), point));
        let zoomed = camera.zoomed_at(point, random.between(0.1, 9.0));
        assert!((0.2..=4.0).contains(&zoomed.zoom));
        assert!(near(zoomed.to_pane(camera.to_world(point)), point));
        let way = random.point(300.0);
        let panned = camera.panned(way.x, way.y);
        assert!(near(panned.to_pane(camera.to_world(point)), point + way));
        let seen = camera.seen(PANE);
        let corner = Point {
            x: seen.right(),
            y: seen.bottom(),
        };
        let size = Point {
            x: PANE.width,
            y: PANE.height,
        };
        assert!(near(camera.to_pane(corner), size));
    }
    let camera = Camera::default();
    for factor in [f32::NAN, f32::INFINITY, 0.0, -1.0] {
        let zoomed = camera.zoomed_at(Point::default(), factor);
        assert!(zoomed.x.is_finite() && (0.2..=4.0).contains(&zoomed.zoom));
    }
    assert_eq!(camera.view_box(PANE), "0.00 0.00 800.00 500.00");
}

#[test]
fn a_fitting_camera_shows_everything() {
    let mut random = Random(2);
    for _ in 0..1_000 {
        let bounds = some_rect(&mut random, 1_000.0);
        let camera = Camera::fit(bounds, PANE, 20.0);
        assert!((0.25..=1.8).contains(&camera.zoom));
        assert!(camera.shows(bounds, PANE) || camera.zoom == 0.25);
        assert!(near(camera.seen(PANE).centre(), bounds.centre()));
    }
    for (name, bounds, zoom) in [
        ("a point", (0.0, 0.0), 1.25),
        ("as large as is comfortable", (100.0, 100.0), 1.25),
        ("as wide as the pane", (760.0, 100.0), 1.0),
        ("twice as high", (100.0, 920.0), 0.5),
        ("too large to be readable", (90_000.0, 90_000.0), 0.25),
    ] {
        let bounds = Rect {
            x: -40.0,
            y: 7.0,
            width: bounds.0,
            height: bounds.1,
        };
        assert_eq!(Camera::fit(bounds, PANE, 20.0).zoom, zoom, "{name}");
    }
    let none = Size {
        width: 0.0,
        height: 0.0,
    };
    let camera = Camera::fit(some_rect(&mut random, 100.0), none, 20.0);
    assert!(camera.x.is_finite() && camera.y.is_finite());
}

#[test]
fn presets_fit_with_room_to_spare() {
    for case in all_presets() {
        let zoom = Camera::comfortable_zoom(PANE);
        let drawing = case.draw(wide(PANE.width / zoom, PANE.height / zoom));
        let bounds = drawing.bounds();
        assert!(Camera::fit(bounds, PANE, 8.0).shows(bounds, PANE));
    }
}

#[test]
fn a_node_walked_to_comes_into_sight() {
    let mut random = Random(3);
    for _ in 0..1_000 {
        let camera = some_camera(&mut random);
        let place = NodeBox {
            centre: random.point(3_000.0),
            width: 110.0,
            height: 58.0,
        };
        let revealed = camera.reveal(&place, PANE);
        assert_eq!(revealed.zoom, camera.zoom);
        let seen = revealed.seen(PANE);
        assert!(seen.grown(0.1).covers(&place.rect()));
        // What is well in sight does not move.
        let again = revealed.reveal(&place, PANE);
        assert!((again.x - revealed.x).abs() < 0.01 && (again.y - revealed.y).abs() < 0.01);
    }
    let place = NodeBox {
        centre: Point { x: 50.0, y: 60.0 },
        width: 9_000.0,
        height: 9_000.0,
    };
    let revealed = Camera::default().reveal(&place, PANE);
    assert!(near(revealed.seen(PANE).centre(), place.centre));
}

#[test]
fn the_drawing_is_never_lost() {
    let mut random = Random(4);
    for _ in 0..1_000 {
        let camera = some_camera(&mut random);
        let bounds = some_rect(&mut random, 3_000.0);
        let clamped = camera.clamped(bounds, PANE);
        assert_eq!(clamped.zoom, camera.zoom);
        assert!(clamped.seen(PANE).grown(0.01).touches(&bounds));
        assert!(
            clamped
                .seen(PANE)
                .touches(&bounds.grown(-90.0 / clamped.zoom))
                || bounds.width.min(bounds.height) < 190.0 / clamped.zoom
        );
        if camera.shows(bounds, PANE) {
            assert_eq!(clamped, camera);
        }
    }
}
