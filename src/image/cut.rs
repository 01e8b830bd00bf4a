//! A part of a picture in a shape of its own, for a card or a banner: which part, and where it lies in the file.

use std::sync::Arc;

use image::metadata::Orientation;

use crate::fingerprint::{Fingerprint, Fingerprinter};

/// A cut that would take away less than one part in so many shows the whole picture instead.
const TRIFLE: u64 = 50;
/// Where the eye looks for a face in a picture that is taller than wide, in per cent from the top.
const FACE: u8 = 33;

/// What a theme asks a picture to be cut to.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Cut {
    /// Width to height, both at least 1.
    pub ratio: (u32, u32),
    /// The most important point, in per cent from the left and the top; `None` where nobody said.
    pub focus: Option<(u8, u8)>,
    /// Widths to offer it in, ascending; no cut is made wider than its pixels.
    pub widths: Arc<[u32]>,
    /// Whether it comes as WebP too; services that show cards of pages know JPEG and PNG alone.
    pub webp: bool,
}

/// A rectangle of pixels.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Area {
    pub(super) left: u32,
    pub(super) top: u32,
    pub(super) width: u32,
    pub(super) height: u32,
}

impl Cut {
    /// The largest part of that shape around the focal point, as the picture is looked at; `None` where that is the
    /// whole, or nearly.
    pub(super) fn area(&self, (width, height): (u32, u32)) -> Option<Area> {
        let (whole_width, whole_height) = (u64::from(width), u64::from(height));
        let (across, down) = (u64::from(self.ratio.0.max(1)), u64::from(self.ratio.1.max(1)));
        let wide = (whole_height * across + down / 2) / down;
        let (cut_width, cut_height) = match wide < whole_width {
            true => (wide.max(1), whole_height),
            false => (whole_width, ((whole_width * down + across / 2) / across).clamp(1, whole_height)),
        };
        let left = whole_width * whole_height - cut_width * cut_height;
        if left * TRIFLE < whole_width * whole_height {
            return None;
        }
        let (x, y) = self.focus.unwrap_or((50, if width < height { FACE } else { 50 }));
        let start = |whole: u64, part: u64, at: u8| {
            (whole * u64::from(at.min(100)) / 100).saturating_sub(part / 2).min(whole - part)
        };
        let side = |number| u32::try_from(number).unwrap_or(u32::MAX);
        Some(Area {
            left: side(start(whole_width, cut_width, x)),
            top: side(start(whole_height, cut_height, y)),
            width: side(cut_width),
            height: side(cut_height),
        })
    }

    /// The key of all that is made of the cut of a picture with that key.
    pub(super) fn key(&self, picture: Fingerprint) -> Fingerprint {
        let mut key = Fingerprinter::new();
        key.text("cut").fingerprint(picture);
        key.number(u64::from(self.ratio.0)).number(u64::from(self.ratio.1));
        let (x, y) = self.focus.map_or((u64::MAX, u64::from(FACE)), |(x, y)| (x.into(), y.into()));
        key.number(x).number(y).number(u64::from(self.webp));
        self.widths.iter().for_each(|width| {
            key.number(u64::from(*width));
        });
        key.finish()
    }
}

impl Area {
    /// Where the area lies in the pixels as they are stored: a picture is turned only once it is small. `size` is
    /// that of the picture as it is looked at.
    pub(super) fn stored(self, orientation: Orientation, (width, height): (u32, u32)) -> Self {
        let Self { left, top, width: across, height: down } = self;
        let (right, bottom) = (width - left - across, height - top - down);
        let (left, top, swapped) = match orientation {
            Orientation::NoTransforms => (left, top, false),
            Orientation::FlipHorizontal => (right, top, false),
            Orientation::Rotate180 => (right, bottom, false),
            Orientation::FlipVertical => (left, bottom, false),
            Orientation::Rotate90FlipH => (top, left, true),
            Orientation::Rotate90 => (top, right, true),
            Orientation::Rotate270FlipH => (bottom, right, true),
            Orientation::Rotate270 => (bottom, left, true),
        };
        let (width, height) = if swapped { (down, across) } else { (across, down) };
        Self { left, top, width, height }
    }
}

#[cfg(test)]
mod tests {
    use image::{DynamicImage, GenericImageView, Rgb, RgbImage};

    use super::*;

    fn cut(ratio: (u32, u32), focus: Option<(u8, u8)>) -> Cut {
        Cut { ratio, focus, widths: Arc::from([480]), webp: true }
    }

    fn area(ratio: (u32, u32), focus: Option<(u8, u8)>, size: (u32, u32)) -> Option<[u32; 4]> {
        cut(ratio, focus).area(size).map(|area| [area.left, area.top, area.width, area.height])
    }

    #[test]
    fn the_point_is_in_the_middle_where_the_edges_let_it() {
        assert_eq!(area((3, 2), None, (1200, 1200)), Some([0, 200, 1200, 800]));
        assert_eq!(area((1, 1), Some((70, 0)), (1000, 600)), Some([400, 0, 600, 600]));
        assert_eq!(area((1, 1), Some((60, 0)), (1000, 600)), Some([300, 0, 600, 600]));
        assert_eq!(area((1, 1), Some((0, 50)), (1000, 600)), Some([0, 0, 600, 600]));
        assert_eq!(area((2, 1), Some((50, 100)), (600, 1000)), Some([0, 700, 600, 300]));
        // A face is looked for above the middle of a tall picture.
        assert_eq!(area((2, 1), None, (600, 1000)), Some([0, 180, 600, 300]));
    }

    #[test]
    fn what_has_the_shape_already_is_not_cut() {
        assert_eq!(area((3, 2), Some((10, 10)), (6000, 4000)), None);
        assert_eq!(area((3, 2), None, (1210, 800)), None);
        assert!(area((3, 2), None, (1280, 800)).is_some());
        assert_eq!(area((3, 2), None, (1, 1)), None);
        assert_eq!(area((1, 16_383), None, (40, 1)).map(|area| area[2]), Some(1));
    }

    #[test]
    fn a_turned_picture_is_cut_where_it_is_seen() {
        let stored = RgbImage::from_fn(7, 5, |x, y| Rgb([x as u8, y as u8, 0]));
        for number in 1..=8 {
            let orientation = Orientation::from_exif(number).unwrap();
            let mut seen = DynamicImage::from(stored.clone());
            seen.apply_orientation(orientation);
            let Area { left, top, width, height } = Area { left: 1, top: 2, width: 3, height: 2 };
            let expected = seen.crop_imm(left, top, width, height);
            let area = Area { left, top, width, height }.stored(orientation, seen.dimensions());
            let part = DynamicImage::from(stored.clone());
            let mut part = part.crop_imm(area.left, area.top, area.width, area.height);
            part.apply_orientation(orientation);
            assert_eq!(part.as_bytes(), expected.as_bytes(), "{orientation:?}");
        }
    }
}
