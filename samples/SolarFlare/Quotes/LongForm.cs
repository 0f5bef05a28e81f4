using System.ComponentModel.DataAnnotations;

namespace SolarFlare.Quotes;

/// <summary>The old form, with a field for everything the sales department might want to know.</summary>
public sealed class LongForm
{
    [Display(Name = "First name")]
    [Required(ErrorMessage = "Please enter your first name.")]
    [StringLength(100, ErrorMessage = "At most 100 characters.")]
    public string? FirstName { get; set; }

    [Display(Name = "Last name")]
    [Required(ErrorMessage = "Please enter your last name.")]
    [StringLength(100, ErrorMessage = "At most 100 characters.")]
    public string? LastName { get; set; }

    [Display(Name = "Email")]
    [Required(ErrorMessage = "Please enter your email address.")]
    [EmailAddress(ErrorMessage = "This is not a valid email address.")]
    [StringLength(254, ErrorMessage = "At most 254 characters.")]
    public string? Email { get; set; }

    [Display(Name = "Phone")]
    [Required(ErrorMessage = "Please enter your phone number.")]
    [RegularExpression(@"\+?[0-9 ()/.\-]{6,30}", ErrorMessage = "Please enter 6 to 30 digits.")]
    public string? Phone { get; set; }

    [Display(Name = "Street and number")]
    [Required(ErrorMessage = "Please enter the street.")]
    [StringLength(200, ErrorMessage = "At most 200 characters.")]
    public string? Street { get; set; }

    [Display(Name = "Postcode")]
    [Required(ErrorMessage = "Please enter the postcode.")]
    [RegularExpression(@"[0-9A-Za-z \-]{3,10}", ErrorMessage = "Please enter 3 to 10 letters and digits.")]
    public string? Postcode { get; set; }

    [Display(Name = "Town")]
    [Required(ErrorMessage = "Please enter the town.")]
    [StringLength(100, ErrorMessage = "At most 100 characters.")]
    public string? Town { get; set; }

    [Display(Name = "Roof type")]
    [Required(ErrorMessage = "Please choose one.")]
    public RoofType? RoofType { get; set; }

    [Display(Name = "Roof orientation")]
    [Required(ErrorMessage = "Please choose one.")]
    public RoofOrientation? Orientation { get; set; }

    [Display(Name = "Roof area in m²")]
    [Required(ErrorMessage = "Please enter the area.")]
    [Range(5, 2000, ErrorMessage = "Please enter 5 to 2,000 m².")]
    public int? Area { get; set; }

    [Display(Name = "Year the house was built")]
    [Required(ErrorMessage = "Please enter the year.")]
    [Range(1500, 2100, ErrorMessage = "Please enter a year with four digits.")]
    public int? YearBuilt { get; set; }

    [Display(Name = "Yearly electricity consumption in kWh")]
    [Required(ErrorMessage = "Please enter your yearly consumption; it is on your last bill.")]
    [Range(100, 1_000_000, ErrorMessage = "Please enter 100 to 1,000,000 kWh.")]
    public int? Consumption { get; set; }

    [Display(Name = "I want a battery")]
    public bool Battery { get; set; }

    [Display(Name = "Anything else we should know")]
    [StringLength(2000, ErrorMessage = "At most 2,000 characters.")]
    public string? Remarks { get; set; }
}

public enum RoofType
{
    Pitched,
    Flat,
    Shed,
}

public enum RoofOrientation
{
    South,
    East,
    West,
    North,
}
